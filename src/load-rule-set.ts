import { loadCatalogue, loadCheckedRules } from './catalogue/load-catalogue.ts'
import { compileSelection, selectRules, type RuleSelection } from './catalogue/select-rules.ts'
import type { EnvoyVersions, RuleSet } from './diagnose.ts'
import { EvidenceReader } from './engine/evaluate/reader.ts'
import { Environments } from './engine/language/environment.ts'
import { meshFactsOf } from './evidence/mesh/facts.ts'
import { deriveNeeds } from './engine/rules/derive-needs.ts'

/**
 * Loads the rules of a run before anything is read; the user's own are type-checked, the catalogue's were by the build.
 * @param root folder of the package
 * @throws RuleError, UsageError
 */
export async function loadRuleSet(root: string, selection: RuleSelection): Promise<RuleSet> {
  const catalogue = loadCatalogue(root)
  const inputs = await selectRules(catalogue, selection, loadCheckedRules(root))
  const reader = new EvidenceReader()
  const rules = compileSelection(inputs, catalogue, new Environments(reader))
  return { rules, reader, needs: deriveNeeds(rules), versions: catalogue.facts['envoy-versions'] as EnvoyVersions, meshFacts: meshFactsOf(catalogue.facts) }
}
