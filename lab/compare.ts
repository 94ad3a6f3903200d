/** Holds a JSON report against what a scenario expects. */
import type { Cause, Finding, Report } from '../src/engine/report.ts'
import type { ExpectedFinding, Expectation } from './scenario.ts'

export interface Comparison {
  /** What `causes[0]` is instead; undefined where it is as expected. */
  wrongCause?: string
  missing: string[]
  unexpected: string[]
}

/** `targets` gives the report's id of each proxy. */
export function compare(report: Report, expect: Expectation, targets: Readonly<Partial<Record<string, string>>>): Comparison {
  const findings = new Map(report.findings.map(finding => [finding.id, finding]))
  const first = report.causes.find(cause => isSickness(cause, findings))
  const matches = (wanted: ExpectedFinding, found: { rule: string, target: string, subject: string }): boolean =>
    wanted.rule === found.rule
    && (wanted.proxy === undefined || targets[wanted.proxy] === found.target)
    && (wanted.subject === undefined || wanted.subject === found.subject)
  const { cause, causes = [], findings: wanted = [], allowed = [], never } = expect
  const isRight = cause === undefined ? first === undefined : first !== undefined && matches(cause, first)

  const known = [...(cause === undefined ? [] : [cause]), ...causes, ...wanted, ...allowed]
  // Two proxies that suffer the same each have a cause of their own.
  const consequences = new Set(report.causes.filter(one => one.rule === first?.rule).flatMap(one => one.explains))
  const isForbidden = (finding: Finding): boolean => never.includes(finding.rule)
    || (never.includes('*') && !consequences.has(finding.id) && !known.some(one => matches(one, finding)))
  return {
    ...(isRight ? {} : { wrongCause: first === undefined ? 'none' : print(first, targets) }),
    missing: [
      ...causes.filter(one => !report.causes.some(found => matches(one, found))),
      ...wanted.filter(one => !report.findings.some(finding => matches(one, finding))),
    ].map(one => print({ rule: one.rule, target: one.proxy ?? '', subject: one.subject ?? '' }, targets)),
    unexpected: report.findings.filter(finding => finding.severity !== 'info' && isForbidden(finding))
      .map(finding => print(finding, targets)),
  }
}

/** Causes of info alone are good news. */
const isSickness = (cause: Cause, findings: ReadonlyMap<string, Finding>): boolean =>
  cause.findings.length === 0 || cause.findings.some(id => findings.get(id)?.severity !== 'info')

function print(what: { rule: string, target: string, subject: string }, targets: Readonly<Partial<Record<string, string>>>): string {
  const proxy = Object.entries(targets).find(([, id]) => id === what.target)?.[0] ?? what.target
  return [what.rule, [proxy, what.subject].filter(text => text !== '').join(' ')].filter(text => text !== '').join(' @ ')
}
