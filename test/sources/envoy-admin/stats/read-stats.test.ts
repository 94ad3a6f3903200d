import assert from 'node:assert/strict'
import type { KnownNames } from '../../../../src/sources/envoy-admin/stats/known-names.ts'
import type { StatValue } from '../../../../src/evidence/stats.ts'
import { knowing, listValues, needing, readPage, toJsonPage, toTextPage } from './read-page.ts'

interface Case {
  rule: string
  /** Lines of the text form, which the JSON form must read alike; and the Prometheus page of the same. */
  stats: readonly (readonly [string, number | bigint | string])[]
  prometheus?: string
  names?: KnownNames
  expected: readonly [string, StatValue][]
  /** Where the Prometheus form cannot tell as much. */
  prometheusExpected?: readonly [string, StatValue][]
}

const cases: readonly Case[] = [
  {
    rule: 'a cluster',
    stats: [['cluster.a.upstream_rq_total', 3], ['cluster.a.not_needed', 1]],
    prometheus: 'envoy_cluster_upstream_rq_total{envoy_cluster_name="a"} 3\nenvoy_cluster_not_needed{envoy_cluster_name="a"} 1\n',
    expected: [['cluster|a|upstream_rq_total', 3]],
  },
  {
    rule: 'response codes and classes, which Prometheus makes labels',
    stats: [['cluster.a.upstream_rq_503', 1], ['cluster.a.upstream_rq_504', 7], ['cluster.a.upstream_rq_5xx', 2], ['cluster.a.upstream_rq_2xx', 9], ['http.ingress.downstream_rq_5xx', 4]],
    prometheus: 'envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="a"} 1\nenvoy_cluster_upstream_rq{envoy_response_code="504",envoy_cluster_name="a"} 7\n'
      + 'envoy_cluster_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="a"} 2\nenvoy_cluster_upstream_rq_xx{envoy_response_code_class="2",envoy_cluster_name="a"} 9\n'
      + 'envoy_http_downstream_rq_xx{envoy_response_code_class="5",envoy_http_conn_manager_prefix="ingress"} 4\n',
    expected: [['cluster|a|upstream_rq_503', 1], ['cluster|a|upstream_rq_5xx', 2], ['http|ingress|downstream_rq_5xx', 4]],
  },
  {
    rule: 'metrics with dots',
    stats: [['cluster.a.circuit_breakers.default.rq_open', 1], ['cluster.a.circuit_breakers.high.rq_open', 0], ['cluster.a.ssl.handshake', 5], ['listener.0.0.0.0_15000.ssl.handshake', 6], ['cluster.a.health_check.healthy', 2]],
    prometheus: 'envoy_cluster_circuit_breakers_default_rq_open{envoy_cluster_name="a"} 1\nenvoy_cluster_circuit_breakers_high_rq_open{envoy_cluster_name="a"} 0\n'
      + 'envoy_cluster_ssl_handshake{envoy_cluster_name="a"} 5\nenvoy_listener_ssl_handshake{envoy_listener_address="0.0.0.0_15000"} 6\nenvoy_cluster_health_check_healthy{envoy_cluster_name="a"} 2\n',
    expected: [['cluster|a|circuit_breakers.default.rq_open', 1], ['cluster|a|health_check.healthy', 2], ['cluster|a|ssl.handshake', 5], ['listener|0.0.0.0_15000|ssl.handshake', 6]],
  },
  {
    rule: "one worker's and one port's statistics are not the listener's or the manager's",
    stats: [
      ['listener.0.0.0.0_80.downstream_cx_total', 5], ['listener.0.0.0.0_80.worker_0.downstream_cx_total', 3], ['listener.0.0.0.0_80.main_thread.downstream_cx_total', 2],
      ['listener.0.0.0.0_80.http.ingress.downstream_rq_5xx', 8], ['http.ingress.http.5555.downstream_rq_5xx', 9], ['http.ingress.user_agent.ios.downstream_cx_active', 1],
      ['listener.[__]_80.downstream_cx_total', 1],
    ],
    prometheus: 'envoy_listener_downstream_cx_total{envoy_listener_address="0.0.0.0_80"} 5\nenvoy_listener_worker_0_downstream_cx_total{envoy_listener_address="0.0.0.0_80"} 3\n'
      + 'envoy_listener_worker_downstream_cx_total{envoy_worker_id="1",envoy_listener_address="0.0.0.0_80"} 3\nenvoy_listener_main_thread_downstream_cx_total{envoy_listener_address="0.0.0.0_80"} 2\n'
      + 'envoy_listener_http_downstream_rq_xx{envoy_response_code_class="5",envoy_http_conn_manager_prefix="ingress",envoy_listener_address="0.0.0.0_80"} 8\n'
      + 'envoy_http_http_5555_downstream_rq_xx{envoy_response_code_class="5",envoy_http_conn_manager_prefix="ingress"} 9\n'
      + 'envoy_http_downstream_rq_xx{envoy_response_code_class="5",appmesh_listener_port="5555",envoy_http_conn_manager_prefix="ingress"} 9\n'
      + 'envoy_http_user_agent_downstream_cx_active{envoy_http_user_agent="ios",envoy_http_conn_manager_prefix="ingress"} 1\nenvoy_listener_downstream_cx_total{envoy_listener_address="[__]_80"} 1\n',
    expected: [['listener|0.0.0.0_80|downstream_cx_total', 5], ['listener|[__]_80|downstream_cx_total', 1]],
  },
  {
    rule: 'tcp proxies, http managers and metrics without a prefix',
    stats: [['tcp.ingress.downstream_cx_total', 1], ['http.egress.rq_total', 2], ['http.egress.no_route', 3], ['http.egress.downstream_rq_total', 4], ['http.egress.downstream_cx_active', 0]],
    prometheus: 'envoy_tcp_downstream_cx_total{envoy_tcp_prefix="ingress"} 1\nenvoy_http_rq_total{envoy_http_conn_manager_prefix="egress"} 2\nenvoy_http_no_route{envoy_http_conn_manager_prefix="egress"} 3\n'
      + 'envoy_http_downstream_rq_total{envoy_http_conn_manager_prefix="egress"} 4\nenvoy_http_downstream_cx_active{envoy_http_conn_manager_prefix="egress"} 0\n',
    expected: [['http|egress|downstream_cx_active', 0], ['http|egress|no_route', 3], ['http|egress|rq_total', 2], ['tcp|ingress|downstream_cx_total', 1]],
  },
  {
    rule: 'the process: whole names',
    stats: [['server.state', 0], ['server.uptime', 3600], ['control_plane.connected_state', 1], ['cluster_manager.warming_clusters', 2], ['grpc.ads.streams_closed_14', 5], ['cluster.xds.control_plane.connected_state', 7]],
    prometheus: 'envoy_server_state{} 0\nenvoy_server_uptime{} 3600\nenvoy_control_plane_connected_state{} 1\nenvoy_cluster_manager_warming_clusters{} 2\n'
      + 'envoy_grpc_streams_closed_14{envoy_google_grpc_client_prefix="ads"} 5\nenvoy_cluster_control_plane_connected_state{envoy_cluster_name="xds"} 7\n',
    expected: [
      ['server||cluster_manager.warming_clusters', 2], ['server||control_plane.connected_state', 1], ['server||grpc.ads.streams_closed_14', 5],
      ['server||server.state', 0], ['server||server.uptime', 3600],
    ],
  },
  {
    rule: 'subscriptions',
    stats: [
      ['cluster_manager.cds.update_rejected', 1], ['listener_manager.lds.update_rejected', 2], ['http.ingress.rds.route.v1:80.update_rejected', 3],
      ['sds.cert.update_success', 4], ['cluster_manager.cds.version', 18446744073709551615n],
    ],
    prometheus: 'envoy_cluster_manager_cds_update_rejected{} 1\nenvoy_listener_manager_lds_update_rejected{} 2\n'
      + 'envoy_http_rds_update_rejected{envoy_rds_route_config="route.v1:80",envoy_http_conn_manager_prefix="ingress"} 3\nenvoy_sds_cert_update_success{} 4\nenvoy_cluster_manager_cds_version{} 18446744073709551615\n',
    expected: [
      ['subscription|cds|update_rejected', 1], ['subscription|cds|version', 18446744073709551615n], ['subscription|lds|update_rejected', 2],
      ['subscription|rds route.v1:80|update_rejected', 3], ['subscription|sds cert|update_success', 4],
    ],
  },
  {
    rule: 'update_* of an EDS cluster also belongs to its subscription; that of a DNS cluster does not',
    stats: [['cluster.eds.update_failure', 1], ['cluster.eds.update_rejected', 2], ['cluster.dns.update_failure', 3], ['cluster.dns.update_success', 4]],
    prometheus: 'envoy_cluster_update_failure{envoy_cluster_name="eds"} 1\nenvoy_cluster_update_failure{envoy_cluster_name="dns"} 3\n'
      + 'envoy_cluster_update_rejected{envoy_cluster_name="eds"} 2\nenvoy_cluster_update_success{envoy_cluster_name="dns"} 4\n',
    expected: [['cluster|dns|update_failure', 3], ['cluster|eds|update_failure', 1], ['subscription|eds eds|update_failure', 1], ['subscription|eds eds|update_rejected', 2]],
  },
  {
    rule: 'a dotted name that nothing proves reads as a sub-scope',
    stats: [['cluster.payments.internal.upstream_rq_5xx', 1], ['cluster.payments.external.upstream_rq_5xx', 2]],
    prometheus: 'envoy_cluster_internal_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="payments"} 1\nenvoy_cluster_external_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="payments"} 2\n',
    expected: [['cluster|payments|internal.upstream_rq_5xx', 1]],
  },
  {
    rule: 'a dotted name that a metric proves, before or behind',
    stats: [['cluster.payments.internal.upstream_rq_5xx', 1], ['cluster.payments.internal.upstream_cx_total', 4], ['cluster.payments.internal.internal.upstream_rq_5xx', 3]],
    prometheus: 'envoy_cluster_internal_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="payments"} 1\nenvoy_cluster_internal_upstream_cx_total{envoy_cluster_name="payments"} 4\n',
    expected: [['cluster|payments.internal|internal.upstream_rq_5xx', 3], ['cluster|payments.internal|upstream_cx_total', 4], ['cluster|payments.internal|upstream_rq_5xx', 1]],
    prometheusExpected: [['cluster|payments.internal|upstream_cx_total', 4], ['cluster|payments.internal|upstream_rq_5xx', 1]],
  },
  {
    rule: 'what stands behind a known name is part of it, if nothing proves a longer one',
    stats: [['cluster.payments.blue.upstream_rq_5xx', 1], ['cluster.payments.green.upstream_rq_5xx', 2], ['cluster.payments.green.upstream_cx_total', 3]],
    prometheus: 'envoy_cluster_blue_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="payments"} 1\nenvoy_cluster_green_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="payments"} 2\n'
      + 'envoy_cluster_green_upstream_cx_total{envoy_cluster_name="payments"} 3\n',
    names: knowing({ clusters: ['payments'] }),
    expected: [['cluster|payments.green|upstream_cx_total', 3], ['cluster|payments.green|upstream_rq_5xx', 2]],
  },
  {
    rule: 'a metric under a sub-scope that has none like it is nobody\'s',
    stats: [['listener.0.0.0.0_80.ssl.ssl.handshake', 1], ['listener.0.0.0.0_80.ssl.handshake', 2]],
    expected: [['listener|0.0.0.0_80|ssl.handshake', 2]],
  },
  {
    rule: 'a known name is believed without proof',
    stats: [['cluster.payments.internal.upstream_rq_5xx', 1]],
    prometheus: 'envoy_cluster_internal_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="payments"} 1\n',
    names: knowing({ clusters: ['payments.internal'] }),
    expected: [['cluster|payments.internal|upstream_rq_5xx', 1]],
  },
  {
    rule: 'of two known names the longer one, where its metric fits',
    stats: [['cluster.a.upstream_rq_total', 1], ['cluster.a.b.upstream_rq_total', 2], ['cluster.a.b.c.upstream_rq_total', 3], ['cluster.a.ssl.handshake', 4]],
    prometheus: 'envoy_cluster_upstream_rq_total{envoy_cluster_name="a"} 1\nenvoy_cluster_b_upstream_rq_total{envoy_cluster_name="a"} 2\nenvoy_cluster_b_c_upstream_rq_total{envoy_cluster_name="a"} 3\nenvoy_cluster_ssl_handshake{envoy_cluster_name="a"} 4\n',
    names: knowing({ clusters: ['a', 'a.b', 'a.b.c', 'a.ssl'] }),
    expected: [['cluster|a.b.c|upstream_rq_total', 3], ['cluster|a.b|upstream_rq_total', 2], ['cluster|a|ssl.handshake', 4], ['cluster|a|upstream_rq_total', 1]],
  },
  {
    rule: 'names that are metrics, with capitals and metric words',
    stats: [['cluster.upstream_rq_5xx.local.upstream_rq_5xx', 1], ['cluster.Orders.upstream_rq_total.upstream_rq_total', 2]],
    prometheus: 'envoy_cluster_local_upstream_rq_xx{envoy_response_code_class="5",envoy_cluster_name="upstream_rq_5xx"} 1\nenvoy_cluster_upstream_rq_total_upstream_rq_total{envoy_cluster_name="Orders"} 2\n',
    names: knowing({ clusters: ['upstream_rq_5xx.local', 'Orders.upstream_rq_total'] }),
    expected: [['cluster|Orders.upstream_rq_total|upstream_rq_total', 2], ['cluster|upstream_rq_5xx.local|upstream_rq_5xx', 1]],
  },
  {
    rule: 'Envoy writes : and :// of a name as _; the name of the configuration stands',
    stats: [['cluster.a_80.upstream_rq_total', 1], ['sds.spiffe_apps.local/x.update_rejected', 2]],
    prometheus: 'envoy_cluster_upstream_rq_total{envoy_cluster_name="a_80"} 1\nenvoy_sds_spiffe_apps_local_x_update_rejected{} 2\n',
    names: knowing({ clusters: ['a:80'], secrets: ['spiffe://apps.local/x'] }),
    expected: [['cluster|a:80|upstream_rq_total', 1], ['subscription|sds spiffe://apps.local/x|update_rejected', 2]],
  },
  {
    rule: 'listeners and managers with a stat prefix that has dots, or no tag',
    stats: [['listener.public.v1.downstream_cx_total', 1], ['http.public.v1.rq_total', 2]],
    prometheus: 'envoy_listener_public_v1_downstream_cx_total{} 1\nenvoy_http_v1_rq_total{envoy_http_conn_manager_prefix="public"} 2\n',
    names: knowing({ listeners: ['public.v1'], httpManagers: ['public.v1'] }),
    expected: [['http|public.v1|rq_total', 2], ['listener|public.v1|downstream_cx_total', 1]],
  },
  {
    rule: 'a route configuration whose name has .rds. in it',
    stats: [['http.a.rds.b.rds.c.update_rejected', 1]],
    names: knowing({ httpManagers: ['a.rds.b'], routeConfigs: ['c'] }),
    expected: [['subscription|rds c|update_rejected', 1]],
  },
  {
    rule: 'text readouts',
    stats: [['control_plane.identifier', 'cp: "1", at 5'], ['cluster.a.version_text', 'v1'], ['cluster.a.update_success', 1]],
    prometheus: 'envoy_control_plane_identifier{text_value="cp: \\"1\\", at 5"} 0\nenvoy_cluster_version_text{envoy_cluster_name="a",text_value="v1"} 0\nenvoy_cluster_update_success{envoy_cluster_name="a"} 1\n',
    expected: [['server||control_plane.identifier', 'cp: "1", at 5'], ['subscription|eds a|update_success', 1]],
  },
  {
    rule: 'names with blanks, colons, quotes, RTL marks, and no length to fear',
    stats: [['cluster.a b: c.upstream_rq_total', 1], ['cluster."x‮".upstream_rq_total', 2], [`cluster.${'n'.repeat(10_240)}.upstream_rq_total`, 3]],
    prometheus: `envoy_cluster_upstream_rq_total{envoy_cluster_name="a b: c"} 1\nenvoy_cluster_upstream_rq_total{envoy_cluster_name="\\"x‮\\""} 2\nenvoy_cluster_upstream_rq_total{envoy_cluster_name="${'n'.repeat(10_240)}"} 3\n`,
    expected: [['cluster|"x‮"|upstream_rq_total', 2], ['cluster|a b: c|upstream_rq_total', 1], [`cluster|${'n'.repeat(10_240)}|upstream_rq_total`, 3]],
  },
  {
    rule: 'unsigned 64 bit numbers are exact',
    stats: [['cluster.a.version', 9007199254740993n], ['cluster.b.version', 9007199254740991], ['cluster.c.version', 18446744073709551615n]],
    prometheus: 'envoy_cluster_version{envoy_cluster_name="a"} 9007199254740993\nenvoy_cluster_version{envoy_cluster_name="b"} 9007199254740991\nenvoy_cluster_version{envoy_cluster_name="c"} 18446744073709551615\n',
    expected: [['cluster|a|version', 9007199254740993n], ['cluster|b|version', 9007199254740991], ['cluster|c|version', 18446744073709551615n]],
  },
]

const sorted = (list: readonly [string, StatValue][]): [string, StatValue][] => [...list].sort(([a], [b]) => a < b ? -1 : 1)

describe('StatsReader: one identity over all forms', () => {
  for (const { rule, stats, prometheus, names, expected, prometheusExpected } of cases) {
    const options = names === undefined ? {} : { names }
    it(`${rule}: text`, () => {
      const { sample, problems } = readPage(toTextPage(stats), options)
      assert.deepEqual(listValues(sample), sorted(expected))
      assert.deepEqual([sample.form, problems], ['text', []])
    })
    it(`${rule}: JSON`, () => {
      const { sample, problems } = readPage(toJsonPage(stats), options)
      assert.deepEqual(listValues(sample), sorted(expected))
      assert.deepEqual([sample.form, problems], ['json', []])
    })
    if (prometheus === undefined) continue
    it(`${rule}: Prometheus`, () => {
      const { sample, problems } = readPage(prometheus, options)
      assert.deepEqual(listValues(sample), sorted(prometheusExpected ?? expected))
      assert.deepEqual([sample.form, problems], ['prometheus', []])
    })
  }
})

describe('StatsReader: histograms', () => {
  const needs = needing({ cluster: ['upstream_rq_time.p50', 'upstream_rq_time.p99', 'upstream_cx_length_ms.p99'] })
  const buckets = (values: readonly number[]): string => values.map((value, i) => `{"upper_bound":${[10, 20, 40][i] ?? 0},"interval":0,"cumulative":${value}}`).join(',')
  const pages: readonly (readonly [string, string, readonly [string, StatValue][]])[] = [
    [
      'text', 'cluster.a.upstream_rq_time: P0(nan,1) P25(nan,2) P50(7,12.5) P75(nan,3) P90(nan,3) P95(nan,3) P99(9,44) P99.5(nan,50) P99.9(nan,51) P100(nan,60)\ncluster.b.upstream_rq_time: No recorded values\n'
      + 'cluster.a.upstream_cx_length_ms: P0(nan,1) P99(nan,7)\n',
      [['cluster|a|upstream_cx_length_ms.p99', 7], ['cluster|a|upstream_rq_time.p50', 12.5], ['cluster|a|upstream_rq_time.p99', 44]],
    ],
    [
      'JSON quantiles', '{"stats":[{"histograms":{"supported_quantiles":[0,50.0,99.0],"computed_quantiles":[{"name":"cluster.a.upstream_rq_time","values":[{"interval":null,"cumulative":1},{"interval":7,"cumulative":12.5},{"interval":9,"cumulative":44}]},'
      + '{"name":"cluster.b.upstream_rq_time","values":[{"interval":null,"cumulative":null},{"interval":null,"cumulative":null},{"interval":null,"cumulative":null}]}]}}]}',
      [['cluster|a|upstream_rq_time.p50', 12.5], ['cluster|a|upstream_rq_time.p99', 44]],
    ],
    [
      'JSON details', '{"stats":[{"name":"cluster.a.x","value":1},{"histograms":{"supported_percentiles":[50,99],"details":[{"name":"cluster.a.upstream_rq_time","totals":[{"lower_bound":1,"width":1,"count":2}],"intervals":[],"percentiles":[{"cumulative":12.5,"interval":1},{"cumulative":44,"interval":2}]}]}}]}',
      [['cluster|a|upstream_rq_time.p50', 12.5], ['cluster|a|upstream_rq_time.p99', 44]],
    ],
    [
      'JSON cumulative buckets', `{"stats":[{"histograms":[{"name":"cluster.a.upstream_rq_time","buckets":[${buckets([50, 100, 100])}]},{"name":"cluster.b.upstream_rq_time","buckets":[]}]}]}`,
      [['cluster|a|upstream_rq_time.p50', 10], ['cluster|a|upstream_rq_time.p99', 19.8]],
    ],
    [
      'JSON disjoint buckets', `{"stats":[{"histograms":[{"name":"cluster.a.upstream_rq_time","buckets":[${buckets([50, 50, 0])}]}]}]}`,
      [['cluster|a|upstream_rq_time.p50', 10], ['cluster|a|upstream_rq_time.p99', 19.8]],
    ],
    [
      'Prometheus buckets', '# TYPE envoy_cluster_upstream_rq_time histogram\n' + ['a', 'b'].map(name =>
        `envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="${name}",le="10"} ${name === 'a' ? 50 : 0}\nenvoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="${name}",le="20"} ${name === 'a' ? 100 : 0}\n`
        + `envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="${name}",le="+Inf"} ${name === 'a' ? 100 : 0}\nenvoy_cluster_upstream_rq_time_sum{envoy_cluster_name="${name}"} 1234.5\nenvoy_cluster_upstream_rq_time_count{envoy_cluster_name="${name}"} 100\n`).join(''),
      [['cluster|a|upstream_rq_time.p50', 10], ['cluster|a|upstream_rq_time.p99', 19.8]],
    ],
  ]
  for (const [form, page, expected] of pages) {
    it(`keeps p50 and p99 of a whole life: ${form}`, () => {
      const { sample, problems } = readPage(page, { needs })
      assert.deepEqual(listValues(sample), expected)
      assert.deepEqual(problems, [])
    })
  }

  it('passes over histograms that are not needed', () => {
    for (const [, page] of pages) assert.deepEqual(listValues(readPage(page, { needs: needing({}) }).sample), [])
  })
})

describe('StatsReader: bad input', () => {
  const rows: readonly (readonly [string, string, readonly [number | undefined, string][], readonly [string, StatValue][]])[] = [
    ['text lines that are none', 'cluster.a.upstream_rq_total: 1\nhello\ncluster.a.version:\ncluster.a.upstream_rq_5xx: x\ncluster.b.upstream_rq_total: 2\n', [[2, 'hello'], [3, 'version'], [4, 'not a statistic']], [['cluster|a|upstream_rq_total', 1], ['cluster|b|upstream_rq_total', 2]]],
    ['numbers that are not unsigned', 'cluster.a.upstream_rq_total: -1\ncluster.b.upstream_rq_total: 18446744073709551616\ncluster.c.upstream_rq_total: 1.5\n', [[1, '-1'], [2, '64 bit'], [3, '1.5']], []],
    ['carriage returns', 'cluster.a.upstream_rq_total: 1\r\ncluster.b.upstream_rq_total: 2\r\n\r\n', [], [['cluster|a|upstream_rq_total', 1], ['cluster|b|upstream_rq_total', 2]]],
    ['a byte order mark', '\uFEFFcluster.a.upstream_rq_total: 1\n', [], [['cluster|a|upstream_rq_total', 1]]],
    ['a statistic twice', 'cluster.a.upstream_rq_total: 1\ncluster.a.upstream_rq_total: 2\ncluster.a.upstream_rq_total: 2\n', [[2, 'again']], [['cluster|a|upstream_rq_total', 2]]],
    ['JSON that is cut', '{"stats":[{"name":"cluster.a.upstream_rq_total","value":1},{"name":"cluster.b.up', [[1, 'not whole']], [['cluster|a|upstream_rq_total', 1]]],
    ['JSON that is broken', '{"stats":[{"name":"cluster.a.upstream_rq_total","value":1},\n{"name" "x"}]}', [[2, 'not whole']], [['cluster|a|upstream_rq_total', 1]]],
    ['JSON with numbers of all kinds', '{"stats":[{"name":"cluster.a.upstream_rq_total","value":-1},{"name":"cluster.b.upstream_rq_total","value":1e3},{"name":"cluster.c.upstream_rq_total","value":1.5},{"name":"cluster.d.upstream_rq_total","value":null},{"value":7,"name":"cluster.e.upstream_rq_total"}]}', [[1, '-1'], [1, '1.5'], [1, 'null']], [['cluster|b|upstream_rq_total', 1000], ['cluster|e|upstream_rq_total', 7]]],
    ['JSON with escapes in names', '{"stats":[{"name":"cluster.a\\u002eb\\/\\"c\\".upstream_rq_total","value":1}]}', [], [['cluster|a.b/"c"|upstream_rq_total', 1]]],
    ['JSON that is no answer of /stats', '{"configs":[{"name":"cluster.a.upstream_rq_total","value":1}]}', [[undefined, 'not an answer']], []],
    ['Prometheus lines that are malformed', 'envoy_cluster_upstream_rq_total{envoy_cluster_name="a"} 1\nenvoy_cluster_upstream_rq_total{envoy_cluster_name="b} 2\nenvoy_cluster_upstream_rq_total{envoy_cluster_name="c"} NaN\n', [[2, 'does not end'], [3, 'unsigned']], [['cluster|a|upstream_rq_total', 1]]],
    ['Prometheus numbers as other exporters write them', 'envoy_cluster_upstream_rq_total{envoy_cluster_name="a"} 1.234567e+06\n', [], [['cluster|a|upstream_rq_total', 1234567]]],
    ['nothing', '', [], []],
  ]
  for (const [rule, page, problems, values] of rows) {
    it(rule, () => {
      const read = readPage(page)
      assert.deepEqual(listValues(read.sample), values)
      assert.deepEqual(read.problems.map(({ line }) => line), problems.map(([line]) => line))
      problems.forEach(([, part], i) => assert.ok(read.problems[i]?.message.includes(part), `${read.problems[i]?.message ?? ''} has not: ${part}`))
    })
  }

  it('tells twenty problems and counts the others', () => {
    const { problems } = readPage('x\n'.repeat(1000))
    assert.equal(problems.length, 21)
    assert.match(problems[20]?.message ?? '', /980 more/)
  })

  it('leaves out a line of megabytes and goes on', () => {
    const { sample, problems } = readPage(`cluster.a.upstream_rq_total: 1\n${'y'.repeat(3 << 20)}\ncluster.b.upstream_rq_total: 2\n`)
    assert.deepEqual(listValues(sample), [['cluster|a|upstream_rq_total', 1], ['cluster|b|upstream_rq_total', 2]])
    assert.deepEqual(problems.map(({ line }) => line), [2])
  })

  it('quotes nothing that a terminal would act on', () => {
    const { problems } = readPage('\u001b[31mred\n')
    assert.ok(!problems.some(({ message }) => message.includes('\u001b')))
  })
})
