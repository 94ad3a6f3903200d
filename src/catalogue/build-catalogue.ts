import { EvidenceReader } from '../engine/evaluate/reader.ts'
import { keepChecked } from '../engine/language/checked.ts'
import { Environments } from '../engine/language/environment.ts'
import { compileRules } from '../engine/rules/compile-rules.ts'
import { expressionsOf, kindsOf, statsOf } from '../engine/rules/derive-needs.ts'
import { statName } from '../evidence/stats.ts'
import { RuleError } from '../errors.ts'
import type { Catalogue, CheckedRules } from './catalogue.ts'
import { readFactFolder, readRuleFolder } from './read-folder.ts'

/** Compiles rules/ and facts/ of the current folder. @throws RuleError with every mistake of every rule */
export function buildCatalogue(): Catalogue & { checked: CheckedRules } {
  const read = readRuleFolder('rules')
  const mistakes = read.flatMap(rule => rule.mistakes)
  if (mistakes.length > 0) throw new RuleError(mistakes)
  const rules = compileRules(read, new Environments(new EvidenceReader()))
  return {
    rules: rules.map(rule => ({
      ...rule.source,
      reads: {
        kinds: [...kindsOf(rule)],
        stats: [...new Set(statsOf(rule).map(({ scope, metric }) => statName(scope, '*', metric)))],
        // What it shows may be wider than what it judges by.
        requests: [...new Set(rule.detect.flatMap(({ when }) => [...when.reads.requestFilters]))].filter(filter => filter !== ''),
      },
    })),
    checked: Object.fromEntries(rules.map(rule => [rule.id, Object.fromEntries(expressionsOf(rule).map(expression => [expression.source, keepChecked(expression)]))])),
    facts: readFactFolder('facts'),
  }
}
