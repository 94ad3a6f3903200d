import { severities, type Severity } from '../engine/report.ts'
import type { StoredFinding } from '../store/store.ts'

/** What differs between what was open at the end of two runs. */
export interface RunDiff {
  new: readonly StoredFinding[]
  gone: readonly StoredFinding[]
  worse: readonly { finding: StoredFinding, before: Severity }[]
  better: readonly { finding: StoredFinding, before: Severity }[]
  same: number
}

export function compareRuns(from: readonly StoredFinding[], to: readonly StoredFinding[]): RunDiff {
  const before = new Map(from.map(finding => [finding.fingerprint, finding]))
  const after = new Set(to.map(finding => finding.fingerprint))
  const worse: { finding: StoredFinding, before: Severity }[] = []
  const better: { finding: StoredFinding, before: Severity }[] = []
  let same = 0
  for (const finding of to) {
    const old = before.get(finding.fingerprint)
    if (old === undefined) continue
    const step = severities.indexOf(finding.severity) - severities.indexOf(old.severity)
    if (step < 0) worse.push({ finding, before: old.severity })
    else if (step > 0) better.push({ finding, before: old.severity })
    else same++
  }
  return { new: to.filter(finding => !before.has(finding.fingerprint)), gone: from.filter(finding => !after.has(finding.fingerprint)), worse, better, same }
}
