/** Writes what docs/ holds: coverage.md, detectable.md, lab.md, versions.md and rules/. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { renderLabPage } from '../lab/page.ts'
import { readResults } from '../lab/results.ts'
import { loadScenarios } from '../lab/scenarios.ts'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'
import { renderCoverage } from './coverage.ts'
import { renderDetectable } from './evidence/detectable.ts'
import { compileCatalogue } from './evidence/open-fixture.ts'
import { withholdAll } from './evidence/withhold.ts'
import { readOlderForms } from './older/rewrite.ts'
import { renderVersionsPage } from './older/versions-page.ts'
import { renderRulePages } from './rule-pages.ts'

const { rules } = buildCatalogue()
const ruleSet = compileCatalogue()

mkdirSync('docs', { recursive: true })
writeFileSync('docs/coverage.md', renderCoverage(rules))
// Pages of rules that are gone go with them.
rmSync('docs/rules', { recursive: true, force: true })
for (const [path, text] of await renderRulePages(rules, ruleSet)) {
  mkdirSync(dirname(join('docs/rules', path)), { recursive: true })
  writeFileSync(join('docs/rules', path), text)
}
writeFileSync('docs/versions.md', renderVersionsPage(readOlderForms(), parse(readFileSync('facts/envoy-versions.yaml', 'utf8')) as Parameters<typeof renderVersionsPage>[1]))
writeFileSync('docs/lab.md', renderLabPage(await loadScenarios(), readResults()))
writeFileSync('docs/detectable.md', await renderDetectable(ruleSet, await withholdAll(ruleSet)))
