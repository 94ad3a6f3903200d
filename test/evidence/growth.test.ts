import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Absent } from '../../src/evidence/absent.ts'
import { readGrowth, type StatsSeries } from '../../src/evidence/growth.ts'
import type { StatsSample, StatValue } from '../../src/evidence/stats.ts'

function sampleOf(value: StatValue | undefined, missing: StatsSample['missing'] = 'nonexistent', hasCluster = value !== undefined): StatsSample {
  const values = new Map<string, StatValue>(value === undefined ? [['other', 1]] : [['upstream_rq_total', value]])
  return { source: 'page', form: 'text', readAt: undefined, uptime: undefined, missing, scopes: new Map([['cluster', new Map(hasCluster ? [['a', values]] : [])]]) }
}

const grow = (first: StatsSample | undefined, last: StatsSample, more: Partial<StatsSeries> = {}): ReturnType<typeof readGrowth> =>
  readGrowth({ first, last, seconds: 10, incomparable: undefined, ...more }, 'cluster', 'a', 'upstream_rq_total')

describe('readGrowth', () => {
  const rows: readonly (readonly [string, StatsSample, StatsSample, { delta: number, reset: boolean }])[] = [
    ['a counter that grew', sampleOf(5), sampleOf(8), { delta: 3, reset: false }],
    ['a counter that stood', sampleOf(5), sampleOf(5), { delta: 0, reset: false }],
    ['a counter that went back was reset', sampleOf(8), sampleOf(5), { delta: 0, reset: true }],
    ['a cluster that came into being started from zero', sampleOf(undefined), sampleOf(5), { delta: 5, reset: false }],
    ['a page that leaves out zeros', sampleOf(undefined, 'zero', true), sampleOf(5, 'zero'), { delta: 5, reset: false }],
    ['a counter that is gone from such a page was reset', sampleOf(5, 'zero'), sampleOf(undefined, 'zero', true), { delta: 0, reset: true }],
    ['numbers beyond 2^53', sampleOf(18446744073709551600n), sampleOf(18446744073709551615n), { delta: 15, reset: false }],
  ]
  for (const [rule, first, last, expected] of rows) {
    it(rule, () => {
      const { delta, reset, seconds } = grow(first, last)
      assert.deepEqual({ delta, reset, seconds }, { ...expected, seconds: 10 })
    })
  }

  const absent: readonly (readonly [string, () => unknown, string])[] = [
    ['one sample', () => grow(undefined, sampleOf(1)), 'second sample'],
    ['samples that must not be compared', () => grow(sampleOf(1), sampleOf(2), { incomparable: 'restarted' }), 'second sample'],
    ['a statistic that is not in the page', () => grow(sampleOf(1), sampleOf(undefined)), 'stat'],
    ['a statistic that the earlier page lacks although it has the cluster', () => grow(sampleOf(undefined, 'nonexistent', true), sampleOf(2)), 'stat'],
    ['a cluster that a cut earlier page lacks', () => grow(sampleOf(undefined, 'unknown', false), sampleOf(2)), 'stat'],
    ['a text', () => grow(sampleOf('v1'), sampleOf('v2')), 'stat'],
    ['a quantile', () => grow(sampleOf(1.5), sampleOf(2.5)), 'stat'],
  ]
  for (const [rule, read, lack] of absent) {
    it(`is absent for ${rule}`, () => assert.throws(read, error => error instanceof Absent && error.lack === lack))
  }

  it('is the difference of any two counters, and never negative', () => {
    const counter = fc.bigInt({ min: 0n, max: 18446744073709551615n }).map(value => value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value)
    fc.assert(fc.property(counter, counter, (before, after) => {
      const { delta, reset } = grow(sampleOf(before), sampleOf(after))
      const difference = BigInt(after) - BigInt(before)
      assert.deepEqual([delta, reset], difference < 0n ? [0, true] : [Number(difference), false])
    }))
  })
})
