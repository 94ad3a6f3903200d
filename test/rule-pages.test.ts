import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compileCatalogue } from '../build/evidence/open-fixture.ts'
import { renderRulePages } from '../build/rule-pages.ts'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'

describe('docs/rules', () => {
  it('is current (npm run coverage), with a page for every rule', async () => {
    const { rules } = buildCatalogue()
    const pages = await renderRulePages(rules, compileCatalogue())
    assert.deepEqual(readdirSync('docs/rules', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.md')).sort(), [...pages.keys()].sort())
    for (const rule of rules) assert.ok(pages.has(`${rule.id}.md`), rule.id)
    for (const [path, text] of pages) assert.equal(readFileSync(join('docs/rules', path), 'utf8'), text, path)
  })
})
