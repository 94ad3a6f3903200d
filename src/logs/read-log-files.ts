import { loadCatalogue } from '../catalogue/load-catalogue.ts'
import { loadFacts } from '../explain/facts.ts'
import { parseBy } from './fields.ts'
import { checkFormat } from './check-format.ts'
import { openInputs, type LogSource, type OpenedInputs } from './inputs/open-inputs.ts'
import { parseInterval, parseMoment } from './inputs/parse-window.ts'
import { untilAborted } from './inputs/read-bytes.ts'
import { resolveWindow } from './inputs/resolve-window.ts'
import type { LogReport } from './log-report.ts'
import { buildReport } from './model/build-report.ts'
import { LineCounter } from './query/line-counter.ts'
import type { Where } from './query/line-filter.ts'

/** What a person asked for, as typed. */
export interface LogFlags {
  format?: string | undefined
  where?: string | undefined
  by?: string | undefined
  since?: string | undefined
  until?: string | undefined
  interval?: string | undefined
  top: number
  sample: number
}

export interface LogSurroundings {
  /** Folder of the package, where the catalogue is. */
  root: string
  tool: LogReport['tool']
  signal: AbortSignal
  stdin: () => AsyncIterable<Uint8Array>
}

/**
 * Reads logs from beginning to end and reports on them. The exit code is 0, 2 where an input could not be read, 130 after an interruption.
 * @throws UsageError for flags that cannot be carried out; CollectError where there is nothing to read
 */
export async function readLogFiles(args: readonly string[], flags: LogFlags, surroundings: LogSurroundings): Promise<{ report: LogReport, exitCode: number }> {
  const by = parseBy(flags.by)
  const interval = parseInterval(flags.interval)
  const moments = { since: parseMoment('--since', flags.since), until: parseMoment('--until', flags.until) }
  const where = await compile(flags.where)
  const own = flags.format === undefined ? [] : [checkFormat(flags.format)]
  const opened = await openInputs(args, surroundings.stdin)
  const formats = [...own, ...opened.formats.map(found => found.format)]
  const window = await resolveWindow(moments, opened, formats)
  const counter = new LineCounter({ by, where, ...window, interval, samples: flags.sample, formats })
  const { unreadable, problems } = await countAll(opened, counter, surroundings.signal)
  const interrupted = surroundings.signal.aborted
  const catalogue = loadCatalogue(surroundings.root)
  const report = buildReport(counter, {
    tool: surroundings.tool, partial: interrupted ? 'interrupted' : null, where: flags.where, ...window, by, interval, top: flags.top,
    knowledge: { facts: loadFacts(catalogue.facts), rules: catalogue.rules }, rules: catalogue.rules, problems,
  })
  return { report, exitCode: interrupted ? 130 : unreadable > 0 ? 2 : 0 }
}

/** The rule language is loaded only where there is a condition. */
async function compile(where: string | undefined): Promise<Where | undefined> {
  if (where === undefined) return undefined
  const { compileWhere } = await import('./query/line-filter.ts')
  return compileWhere(where)
}

async function countAll(opened: OpenedInputs, counter: LineCounter, signal: AbortSignal): Promise<{ unreadable: number, problems: LogReport['problems'] }> {
  const problems = opened.problems.map(({ source, line, message }) => ({ source, line: line ?? null, message }))
  let { unreadable } = opened
  for (const source of opened.sources) {
    const failure = await countOne(source, counter, signal)
    if (failure !== undefined) {
      unreadable++
      problems.push({ source: source.name, line: null, message: failure })
    }
    if (signal.aborted) break
  }
  return { unreadable, problems }
}

/** @returns why the bytes ended early */
async function countOne(source: LogSource, counter: LineCounter, signal: AbortSignal): Promise<string | undefined> {
  let failure: string | undefined
  const input = counter.openInput(source.name)
  for await (const chunk of untilAborted(source.open(message => { failure = message }), signal)) input.write(chunk)
  input.end()
  return failure
}
