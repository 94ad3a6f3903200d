import { severities } from '../../engine/report.ts'
import type { Change, SeenFinding, StoredFinding } from '../../store/store.ts'

/** What a run says of a finding that it did not see. */
export type Fate = 'resolved' | 'uncertain' | 'gone' | 'not looked for'

/**
 * What changed from what was known to what was seen. Pure.
 * @param fateOf asked of findings that were open or uncertain and are not seen
 */
export function decideChanges(known: readonly StoredFinding[], seen: readonly SeenFinding[], fateOf: (finding: StoredFinding) => Fate): Change[] {
  const before = new Map(known.map(finding => [finding.fingerprint, finding]))
  const now = new Set(seen.map(finding => finding.fingerprint))
  const changes: Change[] = []
  for (const finding of seen) {
    const old = before.get(finding.fingerprint)
    const kind = old === undefined ? 'opened' : changeOf(old, finding)
    if (kind !== undefined) changes.push({ kind, finding, before: old?.severity })
  }
  for (const finding of known) {
    if (now.has(finding.fingerprint) || (finding.state !== 'open' && finding.state !== 'uncertain')) continue
    const fate = fateOf(finding)
    if (fate === 'not looked for' || (fate === 'uncertain' && finding.state === 'uncertain')) continue
    changes.push({ kind: fate, finding, before: finding.severity })
  }
  return changes
}

function changeOf(old: StoredFinding, { severity }: SeenFinding): Change['kind'] | undefined {
  if (old.state === 'resolved' || old.state === 'gone') return 'returned'
  const [was, is] = [severities.indexOf(old.severity), severities.indexOf(severity)]
  if (is < was) return 'worsened'
  if (is > was) return 'bettered'
  return old.state === 'uncertain' ? 'confirmed' : undefined
}
