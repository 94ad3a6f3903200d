import assert from 'node:assert/strict'
import fc from 'fast-check'
import { knowing, listValues, readPage, toJsonPage, toTextPage } from './read-page.ts'

/** Metrics that are read, that are not, and that end like others. */
const metrics = [
  'assignment_stale', 'bind_errors', 'circuit_breakers.default.rq_open', 'circuit_breakers.high.rq_open', 'health_check.healthy', 'init_fetch_timeout', 'internal.upstream_rq_200',
  'internal.upstream_rq_5xx', 'lb_healthy_panic', 'membership_total', 'rq_total', 'ssl.handshake', 'update_failure', 'update_success', 'upstream_cx_total',
  'upstream_rq_503', 'upstream_rq_5xx', 'upstream_rq_total', 'version', 'zero',
]
const name = fc.constantFrom('orders', 'users', 'a', 'a.b', 'payments', 'payments.internal', 'orders-1', 'orders-2', 'café')
const value = fc.oneof(fc.nat(50), fc.nat(), fc.constantFrom(999_999_999, 1_000_000_000, 123_456_789_012_345, 18446744073709551615n))

/** The clusters of a page, which share the order of their metrics, and what one of them has more or less. */
const page = fc.record({
  order: fc.shuffledSubarray(metrics, { minLength: 3 }),
  clusters: fc.uniqueArray(fc.record({ root: fc.constantFrom('cluster', 'cluster', 'cluster', 'listener', 'http'), name, lacks: fc.array(fc.nat(19), { maxLength: 2 }), adds: fc.option(fc.constantFrom(...metrics)) }), { selector: ({ root, name: own }) => `${root}.${own}`, minLength: 2, maxLength: 9 }),
  values: fc.array(value, { minLength: 7, maxLength: 40 }),
}).map(({ order, clusters, values }) => {
  const stats = new Map<string, number | bigint>()
  let drawn = 0
  for (const { root, name: own, lacks, adds } of clusters) {
    const mine = order.filter((_, i) => !lacks.includes(i))
    if (adds !== null) mine.splice(2, 0, adds)
    for (const metric of mine) stats.set(`${root}.${own}.${metric}`, values[drawn++ % values.length] ?? 0)
  }
  return [...stats]
})

const known = knowing({ clusters: ['a', 'a.b', 'payments'], listeners: ['a'] })

describe('statistics of clusters that have the same metrics', () => {
  it('are read from text as from JSON, whatever one cluster has more or less', () => {
    fc.assert(fc.property(page, fc.boolean(), fc.integer({ min: 1, max: 4000 }), (stats, isKnown, chunk) => {
      const options = isKnown ? { names: known } : {}
      const text = readPage(toTextPage(stats), { ...options, chunk }), json = readPage(toJsonPage(stats), options)
      assert.deepEqual(listValues(text.sample), listValues(json.sample))
      assert.equal(text.sample.missing, json.sample.missing)
      assert.deepEqual(text.problems, json.problems)
    }), { numRuns: 400 })
  })

  const lines = (own: string, start: number): string[] => ['assignment_stale', 'bind_errors', 'membership_total', 'upstream_cx_total', 'upstream_rq_total', 'zero'].map((metric, i) => `cluster.${own}.${metric}: ${start + i}`)
  const read = (pageLines: readonly string[]): ReturnType<typeof readPage> => readPage(`${pageLines.join('\n')}\n`)

  it('are kept for each name', () => {
    const { sample } = read([...lines('orders', 0), ...lines('users', 10), ...lines('carts-1', 20)])
    const values = listValues(sample).filter(([at]) => at.endsWith('upstream_rq_total'))
    assert.deepEqual(values, [['cluster|carts-1|upstream_rq_total', 24], ['cluster|orders|upstream_rq_total', 4], ['cluster|users|upstream_rq_total', 14]])
  })

  const spoilt: readonly [title: string, line: string, problem: RegExp | undefined, value: number | bigint | undefined][] = [
    ['a value beyond 64 bits', 'cluster.users.upstream_rq_total: 18446744073709551616', /beyond 64 bits/, undefined],
    ['the largest value', 'cluster.users.upstream_rq_total: 18446744073709551615', undefined, 18446744073709551615n],
    ['ten digits', 'cluster.users.upstream_rq_total: 4294967296', undefined, 4294967296],
    ['no value', 'cluster.users.upstream_rq_total: ', /without a value|not a/, undefined],
    ['a negative value', 'cluster.users.upstream_rq_total: -4', /not a statistic's value/, undefined],
    ['a carriage return', 'cluster.users.upstream_rq_total: 4\r', undefined, 4],
    ['no blank', 'cluster.users.upstream_rq_total:4', /not a line/, undefined],
    ['another name as long', 'cluster.usurs.upstream_rq_total: 4', undefined, undefined],
    ['another root as long', 'clustes.users.upstream_rq_total: 4', undefined, undefined],
    ['a line break within the name', 'cluster.us\nrs.upstream_rq_total: 4', /not a line/, undefined],
  ]
  for (const [title, line, problem, expected] of spoilt) {
    it(`are looked at closely: ${title}`, () => {
      const users = lines('users', 10)
      users[4] = line
      const { sample, problems } = read([...lines('orders', 0), ...users, ...lines('carts', 20)])
      assert.equal(listValues(sample).find(([at]) => at === 'cluster|users|upstream_rq_total')?.[1], expected)
      assert.deepEqual(listValues(sample).find(([at]) => at === 'cluster|carts|upstream_rq_total')?.[1], 24)
      assert.equal(problems.length, problem === undefined ? 0 : 1, problems[0]?.message)
      if (problem !== undefined) {
        assert.match(problems[0]?.message ?? '', problem)
        assert.equal(problems[0]?.line, 11)
      }
    })
  }

  it('are told apart from a statistic that stands there twice', () => {
    const { problems } = read([...lines('orders', 0), ...lines('users', 10), ...lines('users', 30)])
    assert.deepEqual(problems.map(({ line }) => line), [15, 16, 17])
  })
})
