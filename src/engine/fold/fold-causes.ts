import { severities, type Cause, type Finding, type Severity } from '../report.ts'
import type { FoundEdge } from '../edges.ts'
import type { Rule } from '../rules/rule.ts'
import type { Numbered } from './number-findings.ts'
import { RelatedFindings } from './related-findings.ts'

/**
 * Folds what is explained under what explains it. A finding explains another when its rule says so, directly or through rules
 * between, and both are about the same thing: one proxy's same cluster, a proxy as a whole, or the two ends of an edge.
 */
export function foldCauses(findings: readonly Numbered[], edges: readonly FoundEdge[], rules: ReadonlyMap<string, Rule>): Cause[] {
  const sick = findings.filter(({ finding }) => finding.severity !== 'info')
  const explained = explainedRules(rules)
  const related = new RelatedFindings(sick, edges)
  const order = new Map(sick.map((item, i) => [item, i]))
  const inOrder = (items: Iterable<Numbered>): Set<Numbered> => new Set([...items].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)))
  const explains: Explains = new Map(sick.map(cause => [cause, inOrder([
    ...[...explained.get(cause.finding.rule) ?? []].flatMap(rule => [...related.of(cause, rule)]),
    // A rule that explains itself: what fails behind a server fails again before it.
    ...rules.get(cause.finding.rule)?.source.explains.includes(cause.finding.rule) === true ? related.echoesOf(cause) : [],
  ])]))
  const symptoms = new Set([...explains].flatMap(([cause, list]) => [...list].filter(symptom => explains.get(symptom)?.has(cause) !== true || isBefore(cause, symptom))))
  const byId = new Map(sick.map(item => [item.finding.id, item.finding]))
  const causes = sick.filter(item => !symptoms.has(item)).map(cause => toCause(cause, reach(cause, explains)))
  return causes.map(cause => ({ cause, weight: weigh(cause, byId) })).sort((a, b) => a.weight - b.weight).map(({ cause }) => cause)
}

type Explains = ReadonlyMap<Numbered, ReadonlySet<Numbered>>

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

/** What a finding explains, directly and through what that explains, the nearest first. */
function reach(cause: Numbered, explains: Explains): Numbered[] {
  const reached = new Set<Numbered>(explains.get(cause))
  // A set is walked over what is added to it on the way.
  for (const next of reached) for (const further of explains.get(next) ?? []) reached.add(further)
  reached.delete(cause)
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
function weigh(cause: Cause, byId: ReadonlyMap<string, Finding>): number {
  const own = byId.get(cause.findings[0] ?? '')
  const rank = (severity: Severity | undefined): number => severity === undefined ? severities.length : severities.indexOf(severity)
  const worst = [...cause.findings, ...cause.explains].reduce((least, id) => Math.min(least, rank(byId.get(id)?.severity)), Infinity)
  const certainty = ['certain', 'likely', 'possible'].indexOf(own?.confidence ?? 'possible')
  const order = Number(own?.id.slice(1) ?? 0)
  return worst * 1e9 + rank(own?.severity) * 1e8 + certainty * 1e7 - Math.min(cause.explains.length, 9) * 1e6 + Math.min(order, 1e6)
}
