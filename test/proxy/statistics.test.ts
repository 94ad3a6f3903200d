import assert from 'node:assert/strict'
import { Absent, isKnown } from '../../src/evidence/absent.ts'
import type { StatsSeries } from '../../src/evidence/growth.ts'
import type { ListedStats, ListedValue } from '../../src/evidence/listed-stats.ts'
import type { StatsSample } from '../../src/evidence/stats.ts'
import { listStatistics } from '../../src/proxy/statistics.ts'

const sample: StatsSample = { source: 's', form: 'text', readAt: undefined, uptime: undefined, missing: 'unknown', scopes: new Map() }
const series = (seconds: number | undefined, incomparable?: string): StatsSeries => ({ first: sample, last: sample, seconds, incomparable })
const page = (values: Record<string, ListedValue>): ListedStats => ({ source: 's', values: new Map(Object.entries(values)), of: 10 })
const first = (rows: ReturnType<typeof listStatistics>): Record<string, unknown> => {
  assert.ok(isKnown(rows))
  return (rows.rows[0] ?? {}) as unknown as Record<string, unknown>
}

describe('growth of listed statistics', () => {
  for (const [what, before, value, growth, perSecond] of [
    ['grows', 3, 15, 12, 1.2],
    ['sinks', 5, 2, -3, -0.3],
    ['grows beyond 2^53', 18446744073709551610n, 18446744073709551615n, 5, 0.5],
    ['is a text', '"a"', '"b"', undefined, undefined],
    ['is a histogram', { p50: 1, p99: 2 }, { p50: 1, p99: 3 }, undefined, undefined],
  ] as [string, ListedValue, ListedValue, number | undefined, number | undefined][]) {
    it(`of one that ${what}`, () => {
      const row = first(listStatistics(series(10), page({ x: before }), page({ x: value }), { changedOnly: true, clusters: [] }))
      assert.deepEqual([row.growth, row.perSecond], [growth, perSecond])
    })
  }

  it('leaves out with --changed only what stayed the same', () => {
    const table = listStatistics(series(10), page({ a: 1, b: 1, c: { p50: 1, p99: 1 } }), page({ a: 1, b: 2, c: { p50: 1, p99: 1 } }), { changedOnly: true, clusters: [] })
    assert.ok(isKnown(table))
    assert.deepEqual(table.rows.map(({ name }) => name), ['b'])
  })

  for (const [what, given, older, newer, reason] of [
    ['one sample', { ...series(undefined), first: undefined }, undefined, { a: 1 }, /needs two/],
    ['a restart between', series(10, 'it restarted'), { a: 5 }, { a: 1 }, /restarted/],
    ['a statistic that the older page lacks', series(10), {}, { a: 1 }, /older sample does not have it/],
  ] as [string, StatsSeries, Record<string, ListedValue> | undefined, Record<string, ListedValue>, RegExp][]) {
    it(`is not known with ${what}, and nothing is left out`, () => {
      const { growth } = first(listStatistics(given, older === undefined ? undefined : page(older), page(newer), { changedOnly: true, clusters: [] }))
      assert.ok(growth instanceof Absent)
      assert.match(growth.reason, reason)
    })
  }

  it('has no rate where nothing tells the seconds', () => {
    const row = first(listStatistics(series(undefined), page({ a: 1 }), page({ a: 2 }), { changedOnly: false, clusters: [] }))
    assert.equal(row.growth, 1)
    assert.ok(row.perSecond instanceof Absent)
  })

  for (const [name, scope] of [
    ['cluster.a_b.upstream_rq_total', 'cluster.a_b'], ['cluster.orders.v2.upstream_rq_total', 'cluster.orders.v2'], ['cluster.orders.v2.ssl.handshake', 'cluster.orders.v2'],
    ['cluster.orders.upstream_rq_total', 'cluster.orders'], ['listener.0.0.0.0_15001.http.egress.downstream_rq_2xx', 'listener.0.0.0.0_15001'],
    ['listener.[__]_15000.downstream_cx_total', 'listener.[__]_15000'], ['listener.admin.downstream_cx_total', 'listener.admin'], ['http.ingress.rq_total', 'http.ingress'],
    ['server.live', 'server'], ['control_plane.connected_state', 'control_plane'], ['envoy_cluster_upstream_rq{envoy_cluster_name="a.b"}', ''], ['plain', ''],
  ] as const) {
    it(`${name} is counted for ${scope === '' ? 'nothing that its name tells' : scope}`, () => {
      const row = first(listStatistics(series(10), page({ [name]: 1 }), page({ [name]: 2 }), { changedOnly: false, clusters: ['orders', 'orders.v2'] }))
      assert.deepEqual([row.name, row.scope], [name, scope])
    })
  }
})
