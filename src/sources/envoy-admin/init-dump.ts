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

/** Reads /init_dump. Only listeners stand there: an empty answer does not say that the server is initialized. */
export function parseInitDump(answer: string, source: string, problems: Problem[]): readonly UnreadyPart[] {
  return records(readJsonObject(answer, source, problems)?.unready_targets_dumps)
    .map(dump => ({ manager: text(dump.name) ?? '', targets: texts(dump.target_names) }))
}
