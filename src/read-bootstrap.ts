import { Absent, type Known } from './evidence/absent.ts'
import { evidenceKinds, type EvidenceKind } from './evidence/kinds.ts'
import type { Problem } from './evidence/problem.ts'
import { redactText } from './snapshot/redact/redact.ts'
import type { Answer, ProxySnapshot } from './snapshot/snapshot.ts'
import { readWholeBootstrap } from './sources/envoy-admin/config-dump/whole-bootstrap.ts'
import { parseRuntime } from './sources/envoy-admin/runtime.ts'

/** The bootstrap and the runtime values in force. */
export interface WholeBootstrap {
  bootstrap: Known<Readonly<Record<string, unknown>>>
  runtime: Known<ReadonlyMap<string, string>>
}

/** More of /runtime is not read: it has a few hundred short entries. */
const longestRuntime = 4 << 20

/** Reads all of a proxy's bootstrap; secrets are replaced while names still stand beside their values. */
export async function readBootstrap({ answers }: ProxySnapshot, problems: Problem[]): Promise<WholeBootstrap> {
  const dump = newestOf(answers, 'config_dump')
  const bootstrap = dump === undefined ? undefined : await readWholeBootstrap(dump.open(), dump.source, problems)
  const runtime = newestOf(answers, 'runtime')
  const read = runtime === undefined ? undefined : parseRuntime(await readText(runtime), runtime.source, problems)
  return {
    bootstrap: bootstrap === undefined
      ? dump === undefined ? tellMissing(answers, 'config_dump') : new Absent('config_dump', `${dump.source} has no bootstrap`)
      : redactBootstrap(bootstrap),
    runtime: read?.values ?? tellMissing(answers, 'runtime'),
  }
}

function redactBootstrap(bootstrap: Readonly<Record<string, unknown>>): Known<Readonly<Record<string, unknown>>> {
  try {
    return JSON.parse(redactText(JSON.stringify(bootstrap))) as Record<string, unknown>
  } catch (error) {
    // Nested thousands of levels deep, or no JSON any more where a secret stood: nothing is shown rather than a secret.
    return new Absent('config_dump', `its bootstrap cannot be shown without its secrets: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function newestOf(answers: readonly Answer[], kind: EvidenceKind): Answer | undefined {
  return answers.filter(answer => answer.kind === kind && (answer.failure === undefined || (answer.bytes ?? 0) > 0)).toSorted((a, b) => (a.readAt ?? 0) - (b.readAt ?? 0)).at(-1)
}

function tellMissing(answers: readonly Answer[], kind: EvidenceKind): Absent {
  const failed = answers.find(answer => answer.kind === kind && answer.failure !== undefined)
  return new Absent(kind, failed?.failure === undefined ? `no ${evidenceKinds[kind].title} given` : `${evidenceKinds[kind].title}: ${failed.failure.message}`)
}

async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.open()) {
    if (text.length < longestRuntime) text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
