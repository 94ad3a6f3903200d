import { endpointOf } from '../../engine/fold/number-findings.ts'
import type { Finding, Report } from '../../engine/report.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Suppression } from './suppressions.ts'

/**
 * Marks findings that are suppressed; suppressions that are expired, or that match nothing although every target answered, become problems.
 * @param now milliseconds since the epoch
 */
export function applySuppressions(report: Report, suppressions: readonly Suppression[], file: string, now: number): Report {
  if (suppressions.length === 0) return report
  const valid = suppressions.filter(suppression => now < suppression.expires)
  const used = new Set<Suppression>()
  const findings = report.findings.map(finding => {
    const match = valid.find(suppression => fits(suppression, finding))
    if (match === undefined) return finding
    used.add(match)
    return { ...finding, suppressed: { reason: match.reason, owner: match.owner, expires: lastDay(match) } }
  })
  const problems: Problem[] = suppressions.flatMap(suppression => {
    const named = `${suppression.place} (${suppression.rule}, ${suppression.owner})`
    if (now >= suppression.expires) return [{ source: file, message: `${named} expired on ${lastDay(suppression)} and suppresses nothing` }]
    return used.has(suppression) ? [] : [{ source: file, message: `${named} suppresses nothing: no finding matches it` }]
  })
  return { ...report, findings, problems: [...report.problems, ...problems] }
}

function lastDay({ expires }: Suppression): string {
  return new Date(expires - 1).toISOString().slice(0, 10)
}

function fits({ rule, target, subject }: Suppression, finding: Finding): boolean {
  const isRule = rule.endsWith('/') ? finding.rule.startsWith(rule) : finding.rule === rule
  return isRule && (matches(target, finding.target) || matches(target, endpointOf(finding.target))) && (matches(subject, finding.subject) || matches(subject, finding.label))
}

/** `*` stands for any text. Linear: parts are looked for from left to right. */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (!text.startsWith(first)) return false
  const last = rest.pop()
  if (last === undefined) return text === first
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
