import assert from 'node:assert/strict'
import { RuleError } from '../../../src/errors.ts'
import { EvidenceReader } from '../../../src/engine/evaluate/reader.ts'
import { Environments } from '../../../src/engine/language/environment.ts'
import { compileRules } from '../../../src/engine/rules/compile-rules.ts'
import { readRule } from '../../../src/engine/rules/read-rule.ts'
import { subjectKinds } from '../../../src/evidence/subjects.ts'

const good = `title: A title
severity: error
each: cluster
detect:
  - when: growth('upstream_cx_connect_fail') > 0
    exposure: growth('upstream_cx_total')
message: '{cluster.label} fails'
why: because
fix: mend it
verify: look
source: here
examples: {fires: [{name: a, given: {}}], quiet: [{name: b, given: {}}]}
`

/** All mistakes of a rule's text: those of its shape, or else those of its expressions. */
function mistakesOf(text: string): string[] {
  const read = readRule('tls/x', 'tls/x.yaml', text)
  const mistakes = [...read.mistakes]
  if (mistakes.length === 0) {
    try {
      compileRules([read], new Environments(new EvidenceReader()))
    } catch (error) {
      assert.ok(error instanceof RuleError)
      mistakes.push(...error.mistakes)
    }
  }
  return mistakes.map(mistake => `${mistake.line}:${mistake.column} ${mistake.message}`)
}

describe('rule files', () => {
  it('a right one has no mistakes', () => assert.deepEqual(mistakesOf(good), []))

  const cases: { name: string, text: string, mistakes: readonly string[] }[] = [
    { name: 'an unknown key', text: good.replace('why:', 'wy:'), mistakes: ['8:1 unknown key wy (did you mean why?)', '1:1 lacks why'] },
    { name: 'an unknown subject', text: good.replace('each: cluster', 'each: clusters'), mistakes: [
      `3:7 no kind of subject is called clusters; there are ${Object.keys(subjectKinds).join(', ')}`] },
    { name: 'an unknown severity', text: good.replace('severity: error', 'severity: fatal'), mistakes: ['2:11 fatal is no severity; there are critical, error, warning, info'] },
    { name: 'no example that stays quiet', text: good.replace('quiet: [{name: b, given: {}}]', 'quiet: []'), mistakes: ['12:1 examples has at least one quiet'] },
    { name: 'a misspelled field', text: good.replace('{cluster.label}', '{cluster.lable}'), mistakes: ['7:20 Cluster has no field lable (did you mean label?)'] },
    { name: 'a misspelled field inside has()', text: good.replace('growth(\'upstream_cx_connect_fail\') > 0', 'has(cluster.tsl)'), mistakes: ['5:15 Cluster has no field tsl (did you mean tls?)'] },
    { name: 'a condition that is no condition', text: good.replace(' > 0', ''), mistakes: ['5:11 must be bool, but is double'] },
    { name: 'a statistic that is no literal', text: good.replace("growth('upstream_cx_total')", 'growth(cluster.name)'), mistakes: [
      '6:15 growth() takes a literal text, so that what a rule reads can be told from it'] },
    { name: 'a filter of requests that is none', text: good.replace("growth('upstream_cx_total')", "requests('flg:UF')"), mistakes: [
      '6:24 flg:UF is no filter of requests; there are flag, code, details, failure'] },
    { name: 'a rule that does not exist is explained', text: `${good}explains: [tls/nothing]\n`, mistakes: ['13:1 there is no rule tls/nothing'] },
  ]
  for (const { name, text, mistakes } of cases) {
    it(`names ${name} with its place`, () => assert.deepEqual(mistakesOf(text).sort(), [...mistakes].sort()))
  }

  it('names five mistakes in one file, all at once', () => {
    const text = good
      .replace("growth('upstream_cx_connect_fail') > 0", "growth('upstream_cx_connect_fail') > 0 && cluster.nam == 'x' && cluster.tls.sanz.size() > 0")
      .replace("growth('upstream_cx_total')", "growths('upstream_cx_total')")
      .replace('{cluster.label}', '{cluster.lable} {cluster.name + 1}')
    assert.equal(mistakesOf(text).length, 5, mistakesOf(text).join('\n'))
  })

  it('points into a folded block', () => {
    const text = good.replace("  - when: growth('upstream_cx_connect_fail') > 0", "  - when: >-\n      growth('upstream_cx_connect_fail') > 0\n      && cluster.nam == 'x'")
    assert.deepEqual(mistakesOf(text), ['7:18 Cluster has no field nam (did you mean name?)'])
  })
})
