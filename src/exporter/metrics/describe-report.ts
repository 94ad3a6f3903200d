import { severities, type Report, type Severity } from '../../engine/report.ts'
import type { TargetPage } from '../page/target-page.ts'
import { families } from './families.ts'

/** Findings, causes and coverage of one target's report. Findings are states: a series is gone when nothing is found any more. */
export function describeReport(page: TargetPage, report: Report): void {
  const [target] = report.targets
  if (target !== undefined) {
    page.add(families.info, [
      'id', target.id, 'label', target.label, 'kind', target.kind, 'provider', target.provider ?? '', 'mesh', target.mesh ?? '',
      'envoy_version', target.envoyVersion ?? '', 'state', target.state ?? '', 'control_plane', target.controlPlane ?? '',
    ], 1)
  }
  const { coverage } = report
  for (const [result, count] of [['clear', coverage.clear], ['finding', coverage.findings], ['unchecked', coverage.unchecked], ['not_applicable', coverage.notApplicable]] as const) {
    page.add(families.checks, ['result', result], count)
  }
  page.add(families.coverage, [], coverage.ratio)
  const severityOf = new Map(report.findings.map(finding => [finding.id, finding.severity]))
  addCounts(page, 'findings', report.findings)
  addCounts(page, 'causes', report.causes.map(({ rule, findings }) => ({ rule, severity: worstOf(findings.map(id => severityOf.get(id) ?? 'info')) })))
  const lacks = new Map<string, number>()
  for (const { lack, count } of report.unchecked) lacks.set(lack, (lacks.get(lack) ?? 0) + count)
  for (const [lack, count] of [...lacks].sort()) page.add(families.unchecked, ['lack', lack.replaceAll(' ', '_')], count)
}

function addCounts(page: TargetPage, family: 'findings' | 'causes', items: readonly { rule: string, severity: Severity }[]): void {
  const counts = new Map<string, { rule: string, severity: Severity, count: number }>()
  for (const { rule, severity } of items) {
    const key = `${rule} ${severity}`
    const known = counts.get(key)
    if (known === undefined) counts.set(key, { rule, severity, count: 1 })
    else known.count++
  }
  for (const { rule, severity, count } of [...counts.values()].sort((a, b) => a.rule < b.rule ? -1 : 1)) page.add(families[family], ['rule', rule, 'severity', severity], count)
}

function worstOf(list: readonly Severity[]): Severity {
  return severities.find(severity => list.includes(severity)) ?? 'info'
}
