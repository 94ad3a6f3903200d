import { severities } from '../engine/report.ts'
import type { Report, Severity } from '../engine/report.ts'

export interface ExitPolicy {
  /** The mildest severity that fails the run. */
  failOn: Severity | 'never'
  /** Smallest coverage ratio that is accepted, 0 to 1. */
  failCoverageBelow?: number
  interrupted?: boolean
  /** Only findings that are not in the baseline fail the run. */
  onlyNew?: boolean
}

/**
 * The exit code of a run, the same in every format, computed before anything is printed. 2 is not here: it is for runs that give no report.
 * Where several hold, the first of 130, 4, 1, 3 wins: a known fault calls for action before a gap does.
 */
export function exitCode(report: Report, policy: ExitPolicy): 0 | 1 | 3 | 4 | 130 {
  if (policy.interrupted === true) return 130
  if (isNobodyReached(report)) return 4
  const counted = report.findings.filter(({ suppressed, baseline }) => suppressed === undefined && !(policy.onlyNew === true && baseline === 'known'))
  if (counted.some(finding => isAtLeast(finding.severity, policy.failOn))) return 1
  if (policy.failCoverageBelow !== undefined && report.coverage.ratio < policy.failCoverageBelow) return 3
  return 0
}

/** No target gave anything. A run that judged something else, such as mesh resources alone, did reach its evidence. */
export function isNobodyReached(report: Report): boolean {
  if (report.targets.length === 0) return report.coverage.clear + report.coverage.findings === 0
  return report.targets.every(target => target.kind === 'unreachable')
}

/** `info` is never sickness, even where it is named as the limit. */
function isAtLeast(severity: Severity, limit: Severity | 'never'): boolean {
  if (limit === 'never' || severity === 'info') return false
  return severities.indexOf(severity) <= severities.indexOf(limit)
}
