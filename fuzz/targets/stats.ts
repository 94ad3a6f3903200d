import type { Needs } from '../../src/evidence/needs.ts'
import type { Problem } from '../../src/evidence/problem.ts'
import type { ScopeKind } from '../../src/evidence/stats.ts'
import { noNames, type KnownNames } from '../../src/sources/envoy-admin/stats/known-names.ts'
import { StatsReader } from '../../src/sources/envoy-admin/stats/read-stats.ts'
import { cutUp, demandSame, feed, show } from '../cut.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import { pickLines, readFixture, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const kept: Readonly<Record<ScopeKind, readonly string[]>> = {
  cluster: ['upstream_rq_total', 'upstream_rq_503', 'upstream_cx_total', 'upstream_cx_connect_ms.p99', 'ssl.handshake', 'membership_total', 'version_text'],
  listener: ['downstream_cx_total', 'ssl.handshake', 'no_filter_chain_match'],
  http: ['downstream_rq_5xx', 'no_route', 'downstream_rq_time.p50'], tcp: ['downstream_cx_total'],
  subscription: ['update_rejected', 'update_success', 'version_text'],
  server: ['control_plane.connected_state', 'control_plane.identifier', 'server.uptime', 'server.state', 'server.live'],
}
const needs: Needs = { kinds: new Set(), requestFilters: new Set(), stats: new Map(Object.entries(kept).map(([scope, metrics]) => [scope as ScopeKind, new Set(metrics)])) }
const names: KnownNames = { ...noNames, clusters: new Set(['cds_egress_shop_payments_http_8080', 'a.b', 'a']), listeners: new Set(['0.0.0.0_15000']), httpManagers: new Set(['ingress', 'egress']) }

function read(pieces: readonly Uint8Array[], known: KnownNames): { shown: string, said: string, missing: string, line: number } {
  const problems: Problem[] = []
  const reader = new StatsReader({ source: 'page', needs, names: known, problems })
  feed(pieces, piece => reader.write(piece))
  const sample = reader.end()
  const kinds = [...sample.scopes].map(([scope, inner]) => `${scope}${sayCount(inner.size)}`).join()
  return {
    shown: show([sample, problems]), missing: sample.missing, said: `${sample.form} ${sample.missing} ${kinds}${sayProblems(problems)}`,
    line: Math.min(1, ...problems.map(problem => problem.line ?? 1)),
  }
}

function run(input: Uint8Array, random: { below: (end: number) => number, once: (many: number) => boolean }): string {
  const known = random.once(2) ? names : noNames
  const { shown, said, missing, line } = read([input], known)
  demand(line >= 1, 'a problem stands in a line before the first')
  // Only a page that shows what every Envoy has may say that what it lacks is zero or does not exist.
  demand(missing === 'unknown' || Buffer.from(input).includes('server'), `a page without the server's statistics counts as whole: ${missing}`)
  if (random.once(8)) demandSame(shown, read(cutUp(input, random as never), known).shown)
  return said
}

const words = [
  'cluster.', 'listener.0.0.0.0_15000.', 'http.ingress.', 'upstream_rq_total', ': ', 'P50(', 'P99(1,2.5)', 'No recorded values', 'server.state: 0', 'server.uptime',
  'cluster_manager.cds.', 'sds.', '_total', '# TYPE ', '# HELP ', '# EOF', 'counter', 'histogram', 'envoy_cluster_name="', '"} 1', ' 1735689600000', '_bucket{le="+Inf"}',
  '{"stats":[', '{"name":"', '","value":', '"histograms":{"supported_quantiles":[', '"computed_quantiles":', '"values":[null,1]',
]
const shared = { words, run, longest: 96 * 1024 }

export const statsText: Target = {
  name: 'stats-text', inputs: 400_000, ...shared,
  seeds: () => toBytes([
    ...pickLines('forms/stats/1.40.0.txt', 12, 8), ...pickLines('forms/stats/1.36.4-usedonly.txt', 12, 4), readFixture('forms/stats/1.40.0-histogram-cumulative.txt').slice(0, 500),
    'cluster.a.upstream_rq_total: 18446744073709551615\nserver.state: 0\nserver.uptime: 9\ncluster_manager.cds.update_success: 1\n',
    'cluster.a.b.version_text: "x: y"\ncluster.a.upstream_cx_connect_ms: P0(nan,1) P50(1,2) P99(nan,3e5)\n', ': 1\n: \n::::: 5\n',
  ]),
}

export const statsJson: Target = {
  name: 'stats-json', inputs: 300_000, ...shared,
  seeds: () => [...toBytes([
    '{"stats":[{"name":"cluster.a.upstream_rq_total","value":18446744073709551615},{"name":"server.state","value":0},{"value":-1,"name":"server.uptime"}]}',
    '{"stats":[{"histograms":{"supported_quantiles":[0,50,99],"computed_quantiles":[{"name":"cluster.a.upstream_cx_connect_ms","values":[{"interval":null,"cumulative":1},{"interval":2,"cumulative":3}]}]}}]}',
    '{"stats":[{"name":"cluster.\\u0061.version_text","value":"x\\ud83d"},{"name":null,"value":{}},[]]}',
  ]), ...toBytes([readFixture('forms/stats/1.40.0.json').slice(0, 1200), readFixture('forms/stats/1.36.4-usedonly.json').slice(-1500)])],
}

const prometheusSeeds = (): Uint8Array[] => toBytes([
  ...pickLines('forms/stats/1.40.0.prom', 10, 8), ...pickLines('forms/stats/1.36.4-usedonly.prom', 10, 4),
  '# TYPE envoy_cluster_upstream_rq counter\nenvoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="a\\"{b}\\n"} 1.8446744073709552e19\nenvoy_server_state{} 0\n',
  '# TYPE a histogram\n# UNIT a seconds\na_bucket{le="1"} 1 # {t="x"} 0.5 1.5\na_bucket{le="+Inf"} NaN\na_count 1\na_sum -Inf\n# EOF\n',
])

export const statsPrometheus: Target = { name: 'stats-prometheus', inputs: 250_000, ...shared, seeds: prometheusSeeds }
export { prometheusSeeds, words as statWords }
