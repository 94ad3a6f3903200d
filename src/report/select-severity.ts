import { severities, type Report, type Severity } from '../engine/report.ts'

/** What is shown: findings and causes at least this severe. The exit code and the coverage speak of all. */
export function selectSeverity(report: Report, least: Severity): Report {
  const shown = new Set(report.findings.filter(finding => severities.indexOf(finding.severity) <= severities.indexOf(least)).map(finding => finding.id))
  if (shown.size === report.findings.length) return report
  return {
    ...report,
    findings: report.findings.filter(finding => shown.has(finding.id)),
    causes: report.causes.filter(cause => cause.findings.some(id => shown.has(id)))
      .map(cause => ({ ...cause, explains: cause.explains.filter(id => shown.has(id)) })),
  }
}
