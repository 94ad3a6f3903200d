import { endpointOf } from '../../engine/fold/number-findings.ts'
import { severities, type Finding, type Report } from '../../engine/report.ts'
import type { SeenFinding } from '../../store/store.ts'

/** The findings of a report that are sickness, the instances of each mesh endpoint as one, each with the finding that explains it. */
export function seeFindings(report: Report): SeenFinding[] {
  const causes = causeOfEach(report)
  const seen = new Map<string, { finding: Finding, targets: Set<string> }>()
  for (const finding of report.findings) {
    if (finding.severity === 'info' || finding.suppressed !== undefined) continue
    const known = seen.get(finding.fingerprint)
    if (known === undefined) seen.set(finding.fingerprint, { finding, targets: new Set([finding.target]) })
    else {
      known.targets.add(finding.target)
      if (severities.indexOf(finding.severity) < severities.indexOf(known.finding.severity)) known.finding = finding
    }
  }
  return [...seen].map(([fingerprint, { finding, targets }]) => ({
    fingerprint, rule: finding.rule, severity: finding.severity, endpoint: endpointOf(finding.target), subject: finding.subject, label: finding.label,
    title: finding.title, message: finding.message, docs: finding.docs, instances: targets.size, cause: causes.get(fingerprint) ?? fingerprint,
  }))
}

/** Fingerprint of a finding to that of the first finding of its cause. */
function causeOfEach(report: Report): ReadonlyMap<string, string> {
  const byId = new Map(report.findings.map(finding => [finding.id, finding]))
  const causes = new Map<string, string>()
  for (const cause of report.causes) {
    const lead = byId.get(cause.findings[0] ?? '')
    if (lead === undefined || lead.suppressed !== undefined) continue
    for (const id of [...cause.findings, ...cause.explains]) {
      const finding = byId.get(id)
      if (finding !== undefined && !causes.has(finding.fingerprint)) causes.set(finding.fingerprint, lead.fingerprint)
    }
  }
  // What is itself a cause of something is not a consequence of what it explains.
  for (const [fingerprint, cause] of causes) if (fingerprint !== cause && causes.get(cause) !== cause) causes.set(fingerprint, fingerprint)
  return causes
}
