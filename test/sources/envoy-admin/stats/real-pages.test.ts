import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { ScopeKind } from '../../../../src/evidence/stats.ts'
import { statName } from '../../../../src/evidence/stats.ts'
import { listValues, needing, readPage } from './read-page.ts'

const folder = 'fixtures/forms/stats'

/** Needs of every statistic that the text page has, taken apart by the names that the lab gave. */
function needEverything(page: string): ReturnType<typeof needing> {
  const stats: Record<string, string[]> = {}
  const add = (scope: ScopeKind, metric: string): void => {
    (stats[scope] ??= []).push(metric)
  }
  for (const [, name = ''] of page.matchAll(/^(.*?): \d+$/gm)) {
    const [, cluster] = /^cluster\.[\w-]+\.(.*)$/.exec(name) ?? []
    const [, subscription] = /^(?:cluster_manager\.cds|listener_manager\.lds|http\.\w+\.rds\.\w+|sds\.\w+|cluster\.[\w-]+)\.((?:update_|init_|version$|config_reload)\w*)$/.exec(name) ?? []
    const [, listener] = /^listener\.(?:admin|[\d.]+_\d+)\.((?!worker|main_thread|http).*)$/.exec(name) ?? []
    const [, http] = /^http\.[\w-]+\.((?!rds).*)$/.exec(name) ?? []
    const [, tcp] = /^tcp\.\w+\.(.*)$/.exec(name) ?? []
    if (cluster !== undefined) add('cluster', cluster)
    if (listener !== undefined) add('listener', listener)
    if (http !== undefined) add('http', http)
    if (tcp !== undefined) add('tcp', tcp)
    if (subscription !== undefined) add('subscription', subscription)
    if (!/^(?:cluster|listener|http|tcp|sds)\./.test(name)) add('server', name)
  }
  return needing(stats)
}

/** Certificates have a metric each, named by the certificate: no rule can name it. */
const isCertificate = (key: string): boolean => key.includes('ssl.certificate.')

for (const [page, missing] of [['1.40.0', 'nonexistent'], ['1.36.4-usedonly', 'zero']] as const) {
  describe(`Envoy ${page}`, () => {
    const read = (ending: string): string => readFileSync(`${folder}/${page}.${ending}`, 'utf8')
    const needs = needEverything(read('txt'))
    const pages = (['txt', 'json', 'prom'] as const).map(ending => readPage(read(ending), { needs }))
    const [text, json, prometheus] = pages.map(({ sample }) => new Map(listValues(sample)))

    it('is read without a problem', () => assert.deepEqual(pages.flatMap(({ problems }) => problems), []))
    it('means the same by what it leaves out', () => assert.deepEqual(pages.map(({ sample }) => sample.missing), [missing, missing, missing]))
    it('has every statistic of the text page', () => {
      const names = new Set([...read('txt').matchAll(/^(.*?): \d+$/gm)].map(match => match[1] ?? '').filter(name => !/\.(?:worker_0|main_thread)\.down|^listener\..*\.http\./.test(name)))
      const kept = new Set([...text?.keys() ?? []].map(key => {
        const [scope = '', name = '', metric = ''] = key.split('|')
        return statName(scope as ScopeKind, name, metric)
      }))
      assert.ok(names.size > 100)
      assert.deepEqual([...names].filter(name => !kept.has(name) && !/^http\.\w+\.rds\./.test(name)), [])
    })
    it('has the same statistics in JSON', () => assert.deepEqual([...json?.keys() ?? []], [...text?.keys() ?? []]))
    it('has the same statistics in Prometheus', () => {
      assert.deepEqual([...prometheus?.keys() ?? []].filter(key => !isCertificate(key)), [...text?.keys() ?? []].filter(key => !isCertificate(key)))
    })
    it('has the same values, but for the moments between', () => {
      const differing = [...text ?? []].filter(([key, value]) => prometheus?.has(key) === true && prometheus.get(key) !== value).map(([key]) => key)
      assert.deepEqual(differing.filter(key => !/_total|_rq_|_bytes|completed|buffered|memory|active|filesystem|admin|rq_per_cx|rq_2/.test(key)), [])
    })
  })
}

describe('Envoy 1.40.0: histograms', () => {
  const needs = needing({ cluster: ['upstream_rq_time.p50', 'upstream_rq_time.p99'] })
  const cluster = 'cds_ingress_shop_payments_http_8080'
  for (const [file, p99] of [['1.40.0.txt', 2.075], ['1.40.0-histogram-detailed.txt', 2.075], ['1.40.0-histogram-cumulative.txt', 4.386666666666667], ['1.40.0.json', 2.075], ['1.40.0.prom', 4.386666666666667]] as const) {
    it(`${file} gives the p99`, () => {
      const { sample, problems } = readPage(readFileSync(`${folder}/${file}`), { needs })
      const read = new Map(listValues(sample)).get(`cluster|${cluster}|upstream_rq_time.p99`)
      assert.ok(typeof read === 'number' && Math.abs(read - p99) < 0.1, String(read))
      assert.deepEqual(problems, [])
    })
  }
})
