import { severities, type Cause, type Severity } from '../report.ts'
import type { FoundEdge } from '../edges.ts'
import type { Rule } from '../rules/rule.ts'
import type { Numbered } from './number-findings.ts'

/**
 * Folds what is explained under what explains it. A finding explains another when its rule says so, directly or through rules
 * between, and both are about the same thing: one proxy's same cluster, a proxy as a whole, or the two ends of an edge.
 */
export function foldCauses(findings: readonly Numbered[], edges: readonly FoundEdge[], rules: ReadonlyMap<string, Rule>): Cause[] {
  const sick = findings.filter(({ finding }) => finding.severity !== 'info')
  const explained = explainedRules(rules)
  const explains = new Map<Numbered, Numbered[]>(sick.map(cause => [
    cause,
    sick.filter(symptom => symptom !== cause && explained.get(cause.finding.rule)?.has(symptom.finding.rule) === true && areRelated(cause, symptom, edges)),
  ]))
  const symptoms = new Set([...explains].flatMap(([cause, list]) => list.filter(symptom => !explains.get(symptom)?.includes(cause) || isBefore(cause, symptom))))
  const causes = sick.filter(item => !symptoms.has(item)).map(cause => toCause(cause, reach(cause, explains)))
  return causes.sort((a, b) => weigh(a, sick) - weigh(b, sick))
}

/** Two rules that explain each other are ordered by their findings' numbers, so that one of them stays. */
function isBefore(a: Numbered, b: Numbered): boolean {
  return Number(a.finding.id.slice(1)) < Number(b.finding.id.slice(1))
}

/** Rule -> every rule that it explains, through any number of steps. */
function explainedRules(rules: ReadonlyMap<string, Rule>): Map<string, Set<string>> {
  const closure = new Map<string, Set<string>>()
  for (const id of rules.keys()) {
    const reached = new Set<string>()
    const open = [...rules.get(id)?.source.explains ?? []]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === id || reached.has(next)) continue
      reached.add(next)
      open.push(...rules.get(next)?.source.explains ?? [])
    }
    closure.set(id, reached)
  }
  return closure
}

function areRelated(cause: Numbered, symptom: Numbered, edges: readonly FoundEdge[]): boolean {
  const [a, b] = [cause.finding, symptom.finding]
  if (a.target === b.target) return a.subject === '' || b.subject === '' || a.subject === b.subject || scopeOf(cause) !== scopeOf(symptom)
  return edges.some(({ client, edge, peer }) => {
    const ends = { client: client.evidence.target.id, server: peer?.digest.evidence.target.id }
    const onCluster = (item: Numbered): boolean => scopeOf(item) !== 'cluster' || item.finding.subject === edge.cluster.name
    const serverFirst = a.target === ends.server && b.target === ends.client && onCluster(symptom)
    const clientFirst = a.target === ends.client && b.target === ends.server && onCluster(cause)
    return serverFirst || clientFirst
  })
}

/** Edges are about the client's cluster. */
function scopeOf(item: Numbered): string {
  return item.each === 'edge' ? 'cluster' : item.each
}

function reach(cause: Numbered, explains: ReadonlyMap<Numbered, readonly Numbered[]>): Numbered[] {
  const reached = new Set<Numbered>()
  const open = [...explains.get(cause) ?? []]
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (next === cause || reached.has(next)) continue
    reached.add(next)
    open.push(...explains.get(next) ?? [])
  }
  return [...reached]
}

function toCause({ finding, draft }: Numbered, explained: readonly Numbered[]): Cause {
  return {
    rule: finding.rule, target: finding.target, subject: finding.subject,
    findings: [finding.id],
    explains: explained.map(item => item.finding.id),
    rejected: draft.rejected,
  }
}

/** Smaller comes first: the worst severity that the cause has or explains, then its own, then certainty, then how much it explains. */
function weigh(cause: Cause, findings: readonly Numbered[]): number {
  const byId = new Map(findings.map(item => [item.finding.id, item.finding]))
  const own = byId.get(cause.findings[0] ?? '')
  const rank = (severity: Severity | undefined): number => severity === undefined ? severities.length : severities.indexOf(severity)
  const worst = Math.min(...[...cause.findings, ...cause.explains].map(id => rank(byId.get(id)?.severity)))
  const certainty = ['certain', 'likely', 'possible'].indexOf(own?.confidence ?? 'possible')
  const order = Number(own?.id.slice(1) ?? 0)
  return worst * 1e9 + rank(own?.severity) * 1e8 + certainty * 1e7 - Math.min(cause.explains.length, 9) * 1e6 + Math.min(order, 1e6)
}
