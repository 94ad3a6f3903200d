import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { ScopeKind, StatValue } from '../../../../src/evidence/stats.ts'
import { noNames, toStatName } from '../../../../src/sources/envoy-admin/stats/known-names.ts'
import { commonNeeds, knowing, listValues, readPage, toJsonPage, toTextPage } from './read-page.ts'

/** Names as people give them, and as they had better not. */
const piece = fc.oneof(
  fc.constantFrom('payments', 'internal', 'a', 'upstream_rq_total', 'upstream_rq_5xx', 'ssl', 'zone', 'worker_0', 'http', 'rds', 'X', '0', 'Orders-1'),
  fc.stringMatching(/^[a-zA-Z0-9_-]{1,8}$/),
)
const name = fc.array(piece, { minLength: 1, maxLength: 5 }).map(parts => parts.join('.'))
const oddName = fc.oneof(name, fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter(text => !/[\n\r\0:]/.test(text)))
const counter = fc.oneof(fc.nat(), fc.bigInt({ min: 0n, max: 18446744073709551615n }), fc.bigInt({ min: 18446744073709551600n, max: 18446744073709551615n }))
  .map((value): number | bigint => typeof value === 'bigint' && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value)

const scopes = ['cluster', 'listener', 'http', 'tcp'] as const
const labels = { cluster: 'envoy_cluster_name', listener: 'envoy_listener_address', http: 'envoy_http_conn_manager_prefix', tcp: 'envoy_tcp_prefix' }
const metricsOf = (scope: ScopeKind): string[] => [...commonNeeds.stats.get(scope) ?? []].filter(metric => !metric.startsWith('internal.') && !metric.startsWith('update_') && metric !== 'version')

const stat = fc.constantFrom(...scopes).chain(scope => fc.record({ scope: fc.constant(scope), name, metric: fc.constantFrom(...metricsOf(scope)), value: counter }))
const oddStat = fc.constantFrom(...scopes).chain(scope => fc.record({ scope: fc.constant(scope), name: oddName, metric: fc.constantFrom(...metricsOf(scope)), value: counter }))

interface Stat { scope: typeof scopes[number], name: string, metric: string, value: number | bigint }

const namesOf = (stats: readonly Stat[]): ReturnType<typeof knowing> => {
  const of = (scope: string): string[] => stats.filter(item => item.scope === scope).map(item => item.name)
  return knowing({ clusters: of('cluster'), listeners: of('listener'), httpManagers: of('http'), tcpProxies: of('tcp') })
}

/** Statistics that Envoy itself prints under the same name (`a.ssl` + `x` and `a` + `ssl.x`) cannot be told apart. */
function withoutTwins(stats: readonly Stat[]): Stat[] {
  const seen = new Set<string>()
  return stats.filter(({ scope, name: own, metric }) => {
    const whole = `${scope}.${toStatName(own)}.${metric}`
    if (seen.has(whole)) return false
    seen.add(whole)
    return true
  })
}

const expectedOf = (stats: readonly Stat[]): [string, StatValue][] =>
  stats.map(({ scope, name: own, metric, value }): [string, StatValue] => [`${scope}|${own}|${metric}`, value]).sort(([a], [b]) => a < b ? -1 : 1)

const rawOf = (stats: readonly Stat[]): [string, number | bigint][] => stats.map(({ scope, name: own, metric, value }) => [`${scope}.${toStatName(own)}.${metric}`, value])

/** As Envoy tags it: the label ends at the first dot, the rest of the name goes into the family. */
function toPrometheus(stats: readonly Stat[]): string {
  return stats.map(({ scope, name: own, metric, value }) => {
    const [head = '', ...rest] = own.split('.')
    const coded = metric.replace(/_(\d)xx$/, '_xx').replace(/upstream_rq_\d{3}$/, 'upstream_rq')
    const tag = /_(\d)xx$/.exec(metric)?.[1] ?? /upstream_rq_(\d{3})$/.exec(metric)?.[1]
    const tagLabel = tag === undefined ? '' : `,envoy_response_code${tag.length === 1 ? '_class' : ''}="${tag}"`
    const family = [...rest, coded].join('.').replace(/[^a-zA-Z0-9_]/g, '_')
    return `envoy_${scope}_${family}{${labels[scope]}="${head}"${tagLabel}} ${value}\n`
  }).join('')
}

describe('StatsReader: properties', () => {
  it('reads names and metrics back exactly from text and JSON when names are known', () => {
    fc.assert(fc.property(fc.array(oddStat, { maxLength: 12 }), given => {
      const stats = withoutTwins(given)
      // A known name that another one continues into its metrics is as good a reading: see the table of identities.
      fc.pre(!stats.some(a => stats.some(b => a !== b && a.scope === b.scope && b.name.startsWith(`${a.name}.`))))
      for (const page of [toTextPage(rawOf(stats)), toJsonPage(rawOf(stats))]) {
        const { sample, problems } = readPage(page, { names: namesOf(stats) })
        if (stats.length > 0) assert.deepEqual(listValues(sample), expectedOf(stats))
        assert.deepEqual(problems, [])
      }
    }), { numRuns: 500 })
  })

  it('reads them back from Prometheus when names are known', () => {
    fc.assert(fc.property(fc.array(stat, { minLength: 1, maxLength: 12 }), given => {
      const seen = new Set<string>()
      const stats = withoutTwins(given).filter(item => {
        const line = toPrometheus([{ ...item, value: 0 }])
        if (seen.has(line)) return false
        seen.add(line)
        return true
      })
      fc.pre(!stats.some(a => stats.some(b => a !== b && a.scope === b.scope && a.name.split('.')[0] === b.name.split('.')[0])))
      // `envoy_http_rds_*` is the family of route configurations.
      fc.pre(!stats.some(({ scope, name: own }) => scope === 'http' && own.split('.')[1] === 'rds'))
      const { sample } = readPage(toPrometheus(stats), { names: namesOf(stats) })
      const expected = expectedOf(stats)
      const read = listValues(sample).filter(([key]) => expected.some(([wanted]) => wanted === key))
      assert.deepEqual(read, expected)
    }), { numRuns: 500 })
  })

  it('means nothing where the page is cut into pieces', () => {
    fc.assert(fc.property(fc.array(stat, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), fc.boolean(), (given, chunk, known) => {
      const stats = withoutTwins(given)
      for (const page of [toTextPage(rawOf(stats)), toJsonPage(rawOf(stats)), toPrometheus(stats), `# TYPE x counter\r\n${toPrometheus(stats)}`]) {
        const options = { names: known ? namesOf(stats) : noNames }
        const [whole, pieces] = [readPage(page, options), readPage(page, { ...options, chunk })]
        assert.deepEqual(listValues(pieces.sample), listValues(whole.sample))
        assert.deepEqual([pieces.sample.form, pieces.sample.missing, pieces.problems], [whole.sample.form, whole.sample.missing, whole.problems])
      }
    }), { numRuns: 300 })
  })

  it('never throws, whatever the bytes, and says no statistic is zero by leaving it out', () => {
    const line = fc.constantFrom('cluster.a.upstream_rq_total: 1\n', 'envoy_cluster_upstream_rq_total{envoy_cluster_name="a"} 1\n', '{"stats":[{"name":"', '"value":', '{"histograms":[', '# TYPE ', '# EOF\n', 'P0(', ': "', '\\', '\r\n', '\uFEFF')
    const noise = fc.array(fc.oneof(line.map(text => Buffer.from(text)), fc.uint8Array({ maxLength: 30 })), { maxLength: 20 }).map(parts => Buffer.concat(parts))
    fc.assert(fc.property(noise, fc.integer({ min: 1, max: 64 }), (page, chunk) => {
      const { sample, problems } = readPage(page, { chunk })
      assert.notEqual(sample.missing, 'zero')
      assert.ok(problems.length <= 21)
    }), { numRuns: 3000 })
  })
})
