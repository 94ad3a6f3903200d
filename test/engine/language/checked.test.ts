import assert from 'node:assert/strict'
import { buildCatalogue } from '../../../src/catalogue/build-catalogue.ts'
import { EvidenceReader } from '../../../src/engine/evaluate/reader.ts'
import { deferExpression } from '../../../src/engine/language/checked.ts'
import { Environments } from '../../../src/engine/language/environment.ts'
import { compileRules } from '../../../src/engine/rules/compile-rules.ts'
import { deriveNeeds, expressionsOf } from '../../../src/engine/rules/derive-needs.ts'
import type { Rule } from '../../../src/engine/rules/rule.ts'

describe('expressions that the build has checked', () => {
  const { rules: sources, checked } = buildCatalogue()
  const environments = new Environments(new EvidenceReader())
  const whole = compileRules(sources.map(source => ({ source })), environments)
  // What JSON does to them is done here too.
  const kept = JSON.parse(JSON.stringify(checked)) as typeof checked
  const deferred = compileRules(sources.map(source => ({ source, checked: kept[source.id] })), environments)
  const gist = (rule: Rule | undefined): unknown => rule === undefined ? undefined : expressionsOf(rule).map(({ source, type, reads }) => ({ source, type, reads }))

  it('have the types and the reads that checking them again gives, each rule', () => {
    for (const [i, rule] of whole.entries()) assert.deepEqual(gist(deferred[i]), gist(rule), rule.id)
    assert.deepEqual(deriveNeeds(deferred), deriveNeeds(whole))
  })

  it('are compiled in the environment of their place, once, when they are run', () => {
    let made = 0
    const expression = deferExpression(() => {
      made++
      return environments.forSubject('cluster').clone().registerVariable('twice', 'double')
    }, 'twice * 2', { type: 'double' })
    assert.equal(made, 0)
    assert.equal(expression.run({ twice: 4 }), 8)
    assert.equal(expression.run({ twice: 5 }), 10)
    assert.equal(made, 1)
  })

  it('that are wrong all the same are named, not passed over', () => {
    assert.throws(() => deferExpression(() => environments.forSubject('cluster'), 'cluster.nmae', { type: 'string' }).run({}), /cluster\.nmae.*nmae.*build again/)
  })
})
