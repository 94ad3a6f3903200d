import type { EvidenceKind } from '../evidence/kinds.ts'
import type { CheckedExpressions } from '../engine/language/checked.ts'
import type { RuleSource } from '../engine/rules/rule.ts'

/** A rule and what it reads, derived when the catalogue was built so that showing it needs no compiler. */
export interface CatalogueRule extends RuleSource {
  /** `requests`: filters of the requests that it judges by. */
  reads: { kinds: readonly EvidenceKind[], stats: readonly string[], requests: readonly string[] }
}

/** Rule id -> what the build found when it checked the rule's expressions. In a file of its own: only a diagnosis reads it. */
export type CheckedRules = Readonly<Record<string, CheckedExpressions>>

/**
 * What the build compiles rules/ and facts/ to: one JSON, because parsing the YAML at every start would cost 0.4 s.
 * `facts` by file name without ending, `response-flags`, as they stand in YAML.
 */
export interface Catalogue {
  rules: readonly CatalogueRule[]
  facts: Readonly<Record<string, unknown>>
}
