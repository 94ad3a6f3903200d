import { isKnown, orElse } from '../../evidence/absent.ts'
import type { ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import type { EvidenceLine } from '../report.ts'
import type { Rule } from '../rules/rule.ts'

/** `40 ssl.fail_verify_san since start, 47 h ago`: totals are worth a look, and say nothing about now. */
export function describeLead(rule: Rule, lines: readonly EvidenceLine[], evidence: Pick<ProxyEvidence, 'series' | 'proxy'>): string {
  const uptime = isKnown(evidence.series) ? evidence.series.last.uptime : undefined
  const since = uptime ?? (evidence.proxy === undefined ? undefined : orElse(evidence.proxy.uptime, undefined))
  const ago = since === undefined ? 'since start' : `since start, ${describeAge(since)} ago`
  const counted = lines.slice(0, 2).map(line => `${line.value} ${shortName(line.name)}`).join(', ')
  return counted === '' ? `${rule.source.title} (${ago})` : `${counted} ${ago}`
}

/** The metric without the long name of its scope, which the lead's subject already says. */
function shortName(name: string): string {
  return name.replace(/^(?:cluster|listener|http)\..*?\.((?:ssl|health_check|outlier_detection|http)\.[^.]+|[^.]+)$/, '$1')
}

/** `47 h`, `12 min`, `40 s` */
export function describeAge(seconds: number): string {
  if (seconds >= 3 * 86_400) return `${Math.round(seconds / 86_400)} days`
  if (seconds >= 3 * 3600) return `${Math.round(seconds / 3600)} h`
  if (seconds >= 180) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds)} s`
}
