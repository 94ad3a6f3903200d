import type { Problem } from '../../evidence/problem.ts'
import { records, text, texts } from './fields.ts'
import { readJsonObject } from './read-json.ts'

/** What a listener still waits for. */
export interface UnreadyPart {
  /** `init manager Listener-local-init-manager lds_ingress 123` */
  manager: string
  /** `SdsApi secret`, `RdsRouteConfigSubscription …` */
  targets: readonly string[]
}

/**
 * Reads /init_dump; undefined for what is none. Only listeners stand there: an empty answer, `{}`, does not say that the server is
 * initialized.
 */
export function parseInitDump(answer: string, source: string, problems: Problem[]): readonly UnreadyPart[] | undefined {
  const dump = readJsonObject(answer, source, problems)
  if (dump === undefined) return undefined
  if (Object.keys(dump).length > 0 && !Array.isArray(dump.unready_targets_dumps)) {
    problems.push({ source, message: 'it holds no unready_targets_dumps' })
    return undefined
  }
  return records(dump.unready_targets_dumps)
    .map(dump => ({ manager: text(dump.name) ?? '', targets: texts(dump.target_names) }))
}
