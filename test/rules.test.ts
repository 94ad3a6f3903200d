import assert from 'node:assert/strict'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'
import { exampleSnapshot } from '../src/catalogue/example-snapshot.ts'
import { diagnose, type RuleSet } from '../src/diagnose.ts'
import { EvidenceReader } from '../src/engine/evaluate/reader.ts'
import { Environments } from '../src/engine/language/environment.ts'
import { compileRules } from '../src/engine/rules/compile-rules.ts'
import { meshFactsOf } from '../src/evidence/mesh/facts.ts'
import { deriveNeeds } from '../src/engine/rules/derive-needs.ts'
import { runExamples } from '../src/run-examples.ts'
import type { Example } from '../src/engine/rules/rule.ts'

const catalogue = buildCatalogue()
const reader = new EvidenceReader()
const rules = compileRules(catalogue.rules.map(source => ({ source })), new Environments(reader))

function only(id: string): RuleSet {
  const mine = rules.filter(rule => rule.id === id)
  return { rules: mine, reader, needs: deriveNeeds(mine), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(catalogue.facts) }
}

const tool = { name: 'meshmedic', version: 'test' }

const judge = async (id: string, example: Example): ReturnType<typeof diagnose> =>
  diagnose(exampleSnapshot(example), only(id), { tool, at: undefined })

describe('rules', () => {
  for (const rule of catalogue.rules) {
    describe(rule.id, () => {
      it('its examples come out as they should', async () => {
        const results = await runExamples(only(rule.id), tool)
        assert.equal(results.length, rule.examples.fires.length + rule.examples.quiet.length)
        assert.deepEqual(results.filter(result => result.why !== undefined), [])
      })
      for (const example of rule.examples.fires) {
        it(`leaves no hole in its texts: ${example.name}`, async () => {
          const report = await judge(rule.id, example)
          const texts = report.findings.flatMap(finding => [finding.message, finding.why, finding.fix, finding.verify])
          assert.ok(texts.length > 0)
          for (const text of texts) assert.doesNotMatch(text, /\bundefined\b|\[object|\{|\bNaN\b/)
        })
      }
      it('is unchecked without evidence, never clear', async () => {
        if (rule.each === 'target') return
        const report = await judge(rule.id, { name: 'nothing', given: { unreachable: 'connection refused' } })
        assert.equal(report.coverage.clear, 0)
        assert.equal(report.findings.length, 0)
      })
      it('gives no advice that would kill a frozen proxy', () => {
        const texts = [rule.fixWhenFrozen ?? rule.fix, rule.verify].join(' ')
        const sentences = texts.split(/(?<=[.:;])\s/)
        const deadly = /\b(?:restart|redeploy|recreate|scale out|roll out|new image)\b/i
        const negated = /\b(?:no|not|never|impossible|would never|possible any more|waits for ever|instead of)\b/i
        assert.deepEqual(sentences.filter(sentence => deadly.test(sentence) && !negated.test(sentence)), [])
      })
      it('says a frozen proxy what to do in its own words where the usual fix needs a control plane', () => {
        const needsControlPlane = /\b(?:restart|redeploy|recreate|scale|mesh resource|virtual (?:node|router|service)|backends|policy)\b/i
        if (needsControlPlane.test(rule.fix)) assert.ok(rule.fixWhenFrozen !== undefined, `${rule.id} has no fixWhenFrozen`)
      })
    })
  }
})

