import type { EvidenceKind } from '../../evidence/kinds.ts'
import type { Needs } from '../../evidence/needs.ts'
import type { ScopeKind } from '../../evidence/stats.ts'
import { subjectKinds } from '../../evidence/subjects.ts'
import { sourcesOf, type Expression, type Reads } from '../language/compile.ts'
import type { Rule, Template } from './rule.ts'

/** Every expression of a rule. */
export function expressionsOf(rule: Rule): Expression[] {
  const inTemplate = (template: Template | undefined): Expression[] => (template?.parts ?? []).flatMap(part => typeof part === 'string' ? [] : part.ways)
  const all = [
    rule.where, ...rule.let.map(item => item.expression),
    ...rule.detect.flatMap(way => [way.when, way.exposure]),
    ...rule.severity.map(item => item.when), ...rule.confidence.map(item => item.when),
    ...rule.saw.flatMap(item => [item.value, item.when]),
    ...rule.rivals.flatMap(rival => [rival.when, ...inTemplate(rival.because)]),
    ...[rule.message, rule.why, rule.fix, rule.fixWhenFrozen, rule.verify].flatMap(inTemplate),
  ]
  return all.filter(expression => expression !== undefined)
}

const known = new WeakMap<Rule, Reads>()

/** What one rule reads, all its expressions together; gathered once a rule. */
export function readsOf(rule: Rule): Reads {
  const reads = known.get(rule) ?? gatherReads(expressionsOf(rule))
  known.set(rule, reads)
  return reads
}

function gatherReads(expressions: readonly Expression[]): Reads {
  return {
    fields: new Set(expressions.flatMap(expression => [...expression.reads.fields])),
    stats: expressions.flatMap(expression => [...expression.reads.stats]),
    requestFilters: new Set(expressions.flatMap(expression => [...expression.reads.requestFilters])),
  }
}

/** The kinds of evidence that a rule can use. */
export function kindsOf(rule: Rule): Set<EvidenceKind> {
  const reads = readsOf(rule)
  const kinds = new Set<EvidenceKind>(subjectKinds[rule.each].from)
  for (const kind of [...reads.fields].flatMap(field => [...sourcesOf(field)])) kinds.add(kind)
  if (reads.stats.length > 0) kinds.add('stats')
  if (reads.requestFilters.size > 0) kinds.add('access_log')
  return kinds
}

/** Statistics by the scope they are read in, with the one that lists the rule's subjects. */
export function statsOf(rule: Rule): { scope: ScopeKind, metric: string }[] {
  const kind = subjectKinds[rule.each]
  const { scope } = kind
  const lists = 'listedBy' in kind ? [{ scope, metric: kind.listedBy }] : []
  return [...lists, ...readsOf(rule).stats.map(read => ({
    scope: read.in === 'subject' ? scope : read.in === 'peer' ? 'listener' : read.in,
    metric: read.metric,
  }))]
}

/** What all rules read together. */
export function deriveNeeds(rules: readonly Rule[]): Needs {
  const stats = new Map<ScopeKind, Set<string>>()
  for (const { scope, metric } of rules.flatMap(statsOf)) {
    const metrics = stats.get(scope) ?? new Set()
    stats.set(scope, metrics.add(metric))
  }
  return {
    kinds: new Set(rules.flatMap(rule => [...kindsOf(rule)])),
    stats,
    requestFilters: new Set(rules.flatMap(rule => [...readsOf(rule).requestFilters])),
  }
}
