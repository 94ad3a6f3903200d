import { decideColor, type ColorChoice } from './color.ts'
import { isKnown, orElse } from './evidence/absent.ts'
import type { Problem } from './evidence/problem.ts'
import type { ProxyEvidence } from './evidence/proxy-evidence.ts'
import { openEvidence } from './open-evidence.ts'
import { openProxies, type OpenedProxy, type TableNeeds } from './open-proxies.ts'
import { parseTime } from './parse-flags.ts'
import { printRemarks } from './print-remarks.ts'
import { ProgressLine } from './progress-line.ts'
import type { Selection } from './proxy/selection.ts'
import type { Sheet } from './proxy/sheet.ts'
import type { ProxyHead, ProxyPage } from './report/proxy/page.ts'
import { proxyReporters } from './report/proxy/index.ts'
import { redactText } from './snapshot/redact/redact.ts'

/** What one command shows, and what it is made of. */
export interface ProxyView extends TableNeeds {
  command: string
  /** Seconds between two samples of a live proxy; undefined: one sample. */
  intervalSeconds: number | undefined
  /** The tables of one proxy; problems met on the way are added. */
  build: (opened: OpenedProxy, selection: Selection, problems: Problem[]) => readonly Sheet[] | Promise<readonly Sheet[]>
}

/** The flags that every command has, as oclif parsed them. */
export interface ProxyFlags {
  output: 'table' | 'json' | 'markdown'
  proxy?: string | undefined
  name?: readonly string[] | undefined
  direction?: 'ingress' | 'egress' | undefined
  port?: number | undefined
  status?: string | undefined
  at?: string | undefined
  timeout: number
  all: boolean
  color: ColorChoice
}

/** The part of Node's `process` that is used. */
export interface Terminal {
  stdout: { write: (text: string) => unknown, isTTY?: boolean, columns?: number }
  stderr: NodeJS.WriteStream
  env: NodeJS.ProcessEnv
  once: (event: 'SIGINT', listener: () => void) => unknown
}

/**
 * Opens evidence and prints one kind of table for every proxy in it. Every text of a proxy is redacted like a report's, and escaped.
 * @returns the exit code: 0 shown, 3 nothing of it is known of any proxy, 4 no target reachable, 130 interrupted
 * @throws UsageError or CollectError for evidence that cannot be opened, and for a proxy that was not given
 */
export async function showProxies(view: ProxyView, args: readonly string[], flags: ProxyFlags, version: string, terminal: Terminal): Promise<number> {
  const { stdout, stderr, env } = terminal
  const at = parseTime(flags.at)
  const interruption = new AbortController()
  terminal.once('SIGINT', () => interruption.abort())
  const { signal } = interruption
  const progress = new ProgressLine(stderr)
  const snapshot = await openEvidence(args, view.needs, {
    intervalSeconds: view.intervalSeconds ?? 1, once: view.intervalSeconds === undefined, requestSeconds: flags.timeout, signal, onProgress: step => progress.show(step),
  }).finally(() => progress.clear())
  try {
    const selection: Selection = { names: flags.name ?? [], direction: flags.direction, port: flags.port, status: flags.status }
    const problems: Problem[] = [...snapshot.problems]
    const pages: ProxyPage[] = []
    let reached = false
    for await (const opened of openProxies(snapshot, view, at, flags.proxy)) {
      reached ||= opened.evidence.proxy !== undefined
      const sheets = await view.build(opened, selection, problems)
      problems.push(...opened.evidence.problems)
      pages.push(redactValue({ head: describeHead(opened.evidence), sheets }) as ProxyPage)
    }
    printRemarks(problems, stderr)
    const render = await proxyReporters[flags.output]()
    stdout.write(render({ command: view.command, tool: { name: 'meshmedic', version }, pages, problems }, {
      width: stdout.columns ?? (Number(env.COLUMNS) || 100), color: decideColor(flags.color, stdout, env), all: flags.all,
    }))
    if (signal.aborted) return 130
    return !reached ? 4 : pages.some(({ sheets }) => sheets.some(({ table }) => isKnown(table))) ? 0 : 3
  } finally {
    await snapshot.close()
  }
}

function describeHead({ target, source, proxy, clock, frozen }: ProxyEvidence): ProxyHead {
  return {
    label: target.label, source, provider: proxy?.provider ?? 'unknown', mesh: proxy?.mesh, endpointKind: proxy?.endpointKind, endpointName: proxy?.endpointName,
    version: proxy === undefined ? undefined : orElse(proxy.version, undefined), state: proxy === undefined ? undefined : orElse(proxy.state, undefined),
    at: clock.at === undefined ? undefined : new Date(clock.at).toISOString(), clock: clock.from,
    // Without the bootstrap that is a guess, which a header should not make.
    frozen: frozen && proxy !== undefined && isKnown(proxy.controlPlane),
  }
}

/** Replaces secrets in every text; values that are none, and reasons, stay as they are. */
function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item)]))
}
