import { severities } from '../engine/report.ts'
import type { Cause, EvidenceLine, Finding, Report, ReportTarget } from '../engine/report.ts'

/** A cause with its findings at hand. */
export interface CauseView {
  cause: Cause
  /** The most severe of its findings: the one whose words are printed. */
  lead: Finding
  /** The cause's other findings. */
  more: readonly Finding[]
  explained: readonly Finding[]
}

/** The report in the order in which every format tells it. */
export interface Outline {
  report: Report
  /** Causes that are sickness, in the report's order. */
  causes: readonly CauseView[]
  /** Findings that are sickness but stand in no cause. */
  others: readonly Finding[]
  /** Statements of severity `info`: never sickness. */
  infos: readonly Finding[]
  reached: readonly ReportTarget[]
  notReached: readonly ReportTarget[]
}

export function outlineReport(report: Report): Outline {
  const byId = new Map(report.findings.map(finding => [finding.id, finding]))
  const views = report.causes.flatMap(cause => viewCause(cause, byId))
  const told = new Set(views.flatMap(view => [view.lead, ...view.more, ...view.explained]).map(finding => finding.id))
  return {
    report,
    causes: views.filter(view => view.lead.severity !== 'info'),
    others: sortBySeverity(report.findings.filter(finding => finding.severity !== 'info' && !told.has(finding.id))),
    infos: report.findings.filter(finding => finding.severity === 'info' && !isExplainedBySickness(finding, views)),
    reached: report.targets.filter(isReached),
    notReached: report.targets.filter(target => !isReached(target)),
  }
}

/** Resources of a mesh are at hand as an Envoy that answered is. */
function isReached({ kind }: ReportTarget): boolean {
  return kind === 'envoy' || kind === 'mesh'
}

function viewCause(cause: Cause, byId: ReadonlyMap<string, Finding>): CauseView[] {
  const [lead, ...more] = sortBySeverity(resolve(cause.findings, byId))
  return lead === undefined ? [] : [{ cause, lead, more, explained: resolve(cause.explains, byId) }]
}

function resolve(ids: readonly string[], byId: ReadonlyMap<string, Finding>): Finding[] {
  return ids.flatMap(id => byId.get(id) ?? [])
}

function isExplainedBySickness(finding: Finding, views: readonly CauseView[]): boolean {
  return views.some(view => view.lead.severity !== 'info' && [...view.more, ...view.explained].includes(finding))
}

function sortBySeverity(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

/** The mesh's name of a target; the id where none is known. */
export function labelTarget(report: Report, id: string): string {
  const label = report.targets.find(target => target.id === id)?.label
  return label === undefined || label === '' ? id : label
}

/** The proxy that a number was read from: the target whose source holds the number's source; else the finding's own. */
export function ownerOf(line: EvidenceLine, finding: Finding, report: Report): string {
  const owner = report.targets
    .filter(target => target.source !== '' && line.source.startsWith(target.source))
    .toSorted((a, b) => b.source.length - a.source.length)[0]
  return owner === undefined ? labelTarget(report, finding.target) : labelTarget(report, owner.id)
}

/** The finding as one sentence that says about whom it is: names the message leaves out are put in front. */
export function tellFinding(finding: Finding, report: Report): string {
  const names = [labelTarget(report, finding.target), finding.label]
    .filter((name, index, all) => name !== '' && all.indexOf(name) === index && !holdsName(finding.message, name))
  // One name may stand in the other: "checkout → payments" says "checkout".
  const needed = names.filter(name => !names.some(other => other !== name && holdsName(other, name)))
  return needed.length === 0 ? finding.message : `${needed.join(', ')}: ${finding.message}`
}

function holdsName(text: string, name: string): boolean {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_-]/u.test(character)
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + name.length])) return true
  }
  return false
}

/** `rule (proxy, proxy)` for each rule among the findings. */
export function groupByRule(findings: readonly Finding[], report: Report): { rule: string, labels: readonly string[] }[] {
  const groups = new Map<string, Set<string>>()
  for (const finding of findings) {
    const labels = groups.get(finding.rule) ?? new Set()
    groups.set(finding.rule, labels.add(labelTarget(report, finding.target)))
  }
  return Array.from(groups, ([rule, labels]) => ({ rule, labels: [...labels] }))
}
