import assert from 'node:assert/strict'
import type { StatsSample } from '../../../../src/evidence/stats.ts'
import { needing, readPage, toJsonPage, toTextPage } from './read-page.ts'

type Stats = readonly (readonly [string, number])[]

const families: Stats = [['cluster_manager.active_clusters', 1], ['cluster_manager.cluster_removed', 0], ['listener_manager.listener_create_failure', 0], ['server.live', 1], ['server.uptime', 100]]
const traffic: Stats = Array.from({ length: 30 }, (_, i) => [`cluster.c${i}.upstream_rq_total`, i + 1])
const full: Stats = [...traffic, ['cluster.c1.upstream_cx_overflow', 0], ...families]
const used: Stats = [...traffic, ['cluster.c1.upstream_cx_active', 0], ...families.filter(([, value]) => value > 0)]
const withoutFamilies: Stats = full.filter(([name]) => name.startsWith('cluster.'))

const toPrometheus = (stats: Stats): string => stats.map(([name, value]) => {
  const [, cluster, metric] = /^cluster\.([^.]+)\.(.+)$/.exec(name) ?? []
  const family = cluster === undefined || metric === undefined ? name.replaceAll('.', '_') : `cluster_${metric}`
  const type = /active|live|uptime/.test(name) ? 'gauge' : 'counter'
  return `# TYPE envoy_${family} ${type}\nenvoy_${family}{${cluster === undefined ? '' : `envoy_cluster_name="${cluster}"`}} ${value}\n`
}).join('')

const rows: readonly (readonly [string, Stats, string | undefined, StatsSample['missing']])[] = [
  ['a whole page', full, undefined, 'nonexistent'],
  ['a page without a counter at zero, although a gauge is', used, undefined, 'zero'],
  ['usedonly', used, 'usedonly', 'zero'],
  ['usedonly behind the path, with a format', used, '/stats?usedonly&format=json', 'zero'],
  ['a filter that lets through all that is needed', withoutFamilies, 'filter=^(cluster|server)\\.', 'nonexistent'],
  ['the same with usedonly', withoutFamilies, 'usedonly&filter=upstream_', 'zero'],
  ['a filter that names one cluster', full, 'filter=cluster.c1', 'unknown'],
  ['a filter with a repeated group', full, 'filter=(a%2B)%2B.*', 'unknown'],
  ['a filter that is broken', full, 'filter=(', 'unknown'],
  ['counters only', full, 'type=Counters', 'unknown'],
  ['all types', full, 'type=All', 'nonexistent'],
  ['an inverted filter', full, 'filter=cluster&invert_filter', 'unknown'],
  ['a page without server.* and cluster_manager.*', withoutFamilies, undefined, 'unknown'],
  ['the same with usedonly', withoutFamilies, 'usedonly', 'unknown'],
  ['a few lines', [['cluster.a.upstream_rq_total', 1]], undefined, 'unknown'],
  ['nothing', [], undefined, 'unknown'],
]

const needs = needing({ cluster: ['upstream_rq_total', 'upstream_cx_overflow'] })

describe('what a missing statistic means', () => {
  for (const [rule, stats, query, missing] of rows) {
    const pages: readonly (readonly [string, string])[] = [['text', toTextPage(stats)], ['JSON', toJsonPage(stats)], ['Prometheus', toPrometheus(stats)]]
    for (const [form, page] of pages) {
      it(`${rule}: ${missing} (${form})`, () => {
        assert.equal(readPage(page, { needs, ...(query === undefined ? {} : { query }) }).sample.missing, missing)
      })
    }
  }

  it('reads the uptime', () => assert.equal(readPage(toTextPage(full), { needs }).sample.uptime, 100))

  for (const [form, page] of [['text', toTextPage(full)], ['JSON', toJsonPage(full)], ['Prometheus', toPrometheus(full)]] as const) {
    it(`is not told by a page that ends in the middle, whose last number is not believed (${form})`, () => {
      const { sample, problems } = readPage(page.slice(0, page.lastIndexOf('100') + 2), { needs })
      assert.equal(sample.missing, 'unknown')
      assert.equal(sample.uptime, undefined)
      assert.equal(problems.length, 1)
    })
  }

  it('is told by a page whose last line, a histogram, only lacks its newline', () => {
    const { sample, problems } = readPage(`${toTextPage(full)}cluster.c1.upstream_rq_time: P0(nan,1) P100(nan,5)`, { needs })
    assert.deepEqual([sample.missing, problems], ['nonexistent', []])
  })
})
