import { Absent, type Known } from '../evidence/absent.ts'
import { evidenceKinds, type EvidenceKind } from '../evidence/kinds.ts'
import type { LogSummary } from '../evidence/log-summary.ts'
import type { StatsSeries } from '../evidence/growth.ts'
import type { AdminLogPart, CertificatePart, ClustersPart, ConfigDumpPart, ListenerStatusPart, ProcessLogPart, ServerInfoPart } from '../evidence/parts.ts'
import type { Problem } from '../evidence/problem.ts'
import type { Agent } from '../evidence/schema.ts'
import type { Failure } from '../snapshot/snapshot.ts'

/** All answers of one proxy, parsed and not yet joined. What was not given, or failed, is undefined; `failures` says why. */
export interface ParsedAnswers {
  name: string
  source: string
  unreachable: string | undefined
  configDump: ConfigDumpPart | undefined
  clusters: ClustersPart | undefined
  listeners: readonly ListenerStatusPart[] | undefined
  certificates: readonly CertificatePart[] | undefined
  serverInfo: ServerInfoPart | undefined
  ready: string | undefined
  stats: StatsSeries | undefined
  access: LogSummary | undefined
  process: ProcessLogPart | undefined
  agent: Agent | undefined
  adminLog: AdminLogPart | undefined
  /** Kinds of which at least one answer could be read. */
  given: ReadonlySet<EvidenceKind>
  failures: ReadonlyMap<EvidenceKind, Failure>
  /** Newest time of reading that a manifest or the live run recorded, and newest mtime; milliseconds since the epoch. */
  recordedAt: number | undefined
  modifiedAt: number | undefined
  problems: readonly Problem[]
}

/**
 * Why subjects that statistics alone would tell are not known: a page that was cut or filtered and shows none of them does not say that there
 * are none. Undefined where the page is whole.
 */
export function lackOfPage({ stats }: ParsedAnswers, subjects: string): Absent | undefined {
  return stats?.last.missing === 'unknown' ? new Absent('stat', `${stats.last.source} shows only a part of the statistics, and no ${subjects} in it`) : undefined
}

/** One Absent per missing kind, made once: its reason is the failure's, or that nobody gave it. */
export class MissingKinds {
  readonly #made = new Map<string, Absent>()
  readonly #answers: ParsedAnswers

  constructor(answers: ParsedAnswers) {
    this.#answers = answers
  }

  /** For a value that any of these kinds would tell. */
  of(...kinds: readonly EvidenceKind[]): Absent {
    const key = kinds.join()
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const [first = 'stats'] = kinds
    const failed = kinds.find(kind => this.#answers.failures.has(kind))
    const failure = failed === undefined ? undefined : this.#answers.failures.get(failed)
    const titles = kinds.map(kind => evidenceKinds[kind].title).join(' or ')
    const absent = new Absent(failed ?? first, failed === undefined || failure === undefined
      ? `no ${titles} given`
      : `${evidenceKinds[failed].title}: ${failure.message}`)
    this.#made.set(key, absent)
    return absent
  }

  /** The value, or why it is not known. */
  orAbsent<T>(value: T | undefined, ...kinds: readonly EvidenceKind[]): Known<T> {
    return value ?? this.of(...kinds)
  }
}
