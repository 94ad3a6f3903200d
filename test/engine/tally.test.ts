import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Judgement, Verdict } from '../../src/engine/evaluate/verdict.ts'
import { measureCoverage, tallyJudgements, TallySum } from '../../src/engine/tally.ts'

const draft = { severity: 'error', confidence: 'certain', message: 'm', why: '', fix: '', verify: '', evidence: [], rejected: [] } as const
const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  fc.constant<Verdict>({ kind: 'finding', finding: draft }),
  fc.record({ kind: fc.constant('clear' as const), lead: fc.option(fc.constant('look'), { nil: undefined }) }),
  fc.record({ kind: fc.constant('unchecked' as const), lack: fc.constantFrom('stats' as const, 'clock' as const), reason: fc.constantFrom('one sample', 'no traffic'), lead: fc.option(fc.constant('look'), { nil: undefined }) }),
  fc.record({ kind: fc.constant('not-applicable' as const), reason: fc.constantFrom('none', 'other provider') }),
)
const judgement: fc.Arbitrary<Judgement> = fc.record({
  rule: fc.constantFrom('a/b', 'a/c', 'constructor'), target: fc.constantFrom('one', 'two'), subject: fc.constantFrom('', 'orders'), label: fc.constant(''), verdict,
})

describe('tally', () => {
  it('of parts, added, is the tally of the whole', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.array(judgement), fc.nat(9)), { maxLength: 5 }), parts => {
      const sum = new TallySum()
      for (const [judgements, clear] of parts) sum.addTally(tallyJudgements(judgements, clear))
      const whole = tallyJudgements(parts.flatMap(([judgements]) => judgements), parts.reduce((total, [, clear]) => total + clear, 0))
      assert.deepEqual(sum.tally, whole)
    }))
  })

  it('counts every judgement once', () => {
    fc.assert(fc.property(fc.array(judgement), fc.nat(9), (judgements, clear) => {
      const coverage = measureCoverage(tallyJudgements(judgements, clear))
      assert.equal(coverage.clear + coverage.findings + coverage.unchecked + coverage.notApplicable, judgements.length + clear)
    }))
  })

  it('groups what is unchecked by rule, lack and reason', () => {
    const unchecked = (target: string, lack: 'stats' | 'clock'): Judgement => ({ rule: 'a/b', target, subject: '', label: '', verdict: { kind: 'unchecked', lack, reason: 'r', lead: undefined } })
    assert.deepEqual(tallyJudgements([unchecked('one', 'stats'), unchecked('two', 'stats'), unchecked('one', 'stats'), unchecked('one', 'clock')], 0).unchecked, [
      { rule: 'a/b', lack: 'stats', reason: 'r', targets: ['one', 'two'], count: 3 },
      { rule: 'a/b', lack: 'clock', reason: 'r', targets: ['one'], count: 1 },
    ])
  })
})
