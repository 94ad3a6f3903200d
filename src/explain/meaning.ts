import type { Fact, Facts } from './facts.ts'

/** A rule's words, as the catalogue has them. */
export interface RuleText { id: string, title: string, why: string, fix: string, fixWhenFrozen?: string, verify: string, source: string }

/** All that can be explained. */
export interface Knowledge { facts: Facts, rules: readonly RuleText[] }

/** The answer about one thing; a pasted line has parts, each a thing of its own. */
export interface Meaning {
  /** `response flag`, `statistic`, `access-log line`. */
  kind: string
  /** The thing in Envoy's own words. */
  name: string
  sections: readonly { label: string, text: string }[]
  /** Ids of rules that find it. */
  rules: readonly string[]
  source: string
  parts: readonly Meaning[]
}

/** Takes what is its own; an empty list says that it is not. */
export type Reader = (question: string, knowledge: Knowledge) => Meaning[]

/** What a reader asks first; the rest keeps its order. */
const firstLabels = ['means', 'who', 'bad', 'tell', 'do']

function rankOf(label: string): number {
  const rank = firstLabels.indexOf(label)
  return rank < 0 ? firstLabels.length : rank
}

/** Builds the answer for a fact; `more` are sections of its kind, empty ones are left out. */
export function tellFact(kind: string, name: string, fact: Fact, source: string, more: readonly (readonly [label: string, text: string])[] = [], parts: readonly Meaning[] = []): Meaning {
  const sections = [['means', fact.means] as const, ['tell', fact.tell ?? ''] as const, ['do', fact.do ?? ''] as const, ...more]
    .filter(([, text]) => text !== '').map(([label, text]) => ({ label, text }))
  return { kind, name, source, parts, rules: fact.rules ?? [], sections: sections.toSorted((a, b) => rankOf(a.label) - rankOf(b.label)) }
}
