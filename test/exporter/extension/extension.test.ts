import assert from 'node:assert/strict'
import { assembleProxy } from '../../../src/assemble/assemble-proxy.ts'
import type { EvidenceKind } from '../../../src/evidence/kinds.ts'
import type { ProxyEvidence } from '../../../src/evidence/proxy-evidence.ts'
import { predictTags } from '../../../src/exporter/extension/agent-tags.ts'
import { describeExtension } from '../../../src/exporter/extension/describe-extension.ts'
import { extensionMetrics } from '../../../src/exporter/extension/families.ts'
import { readExtensionPage } from '../../../src/exporter/extension/read-page.ts'
import { joinNeeds } from '../../../src/exporter/metrics/needs.ts'
import { encodePage, PageBuffers } from '../../../src/exporter/page/encode.ts'
import { TargetPage } from '../../../src/exporter/page/target-page.ts'
import type { Answer } from '../../../src/snapshot/snapshot.ts'
import { readProxy } from '../../../src/sources/read-proxy.ts'
import { readPage } from '../start-exporter.ts'

const bytes = async function* (text: string): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  yield Buffer.from(text)
}
const answer = (kind: EvidenceKind, text: string, query?: string): Answer => ({ kind, source: kind, query, readAt: undefined, readAtFrom: undefined, bytes: text.length, failure: undefined, open: () => bytes(text) })

/** What a case changes of a virtual node `checkout` of mesh `shop` with one HTTP listener and routes to virtual nodes. */
interface Situation {
  kind?: 'virtualNode' | 'virtualGateway'
  /** Virtual host → clusters of its routes. */
  hosts?: Record<string, string[]>
  /** Egress clusters by name; `tls` of them. */
  clusters?: Record<string, { node: string, tls?: boolean }>
  ingress?: { chain?: 'http' | 'tcp', prefix?: string, tls?: boolean, protocol?: string } | undefined
  noIngress?: boolean
  /** A tcp_proxy of the egress listener. */
  tcp?: string
  stats?: string
  page?: string
  noConfiguration?: boolean
}

const payments = 'cds_egress_shop_payments_http_8080'
const typed = (name: string, type: string, value: object): object => ({ name, typed_config: { '@type': `type.googleapis.com/${type}`, ...value } })
const http = (prefix: string, routes: string): object => typed('envoy.filters.network.http_connection_manager', 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', { stat_prefix: prefix, rds: { route_config_name: routes } })
const tcpProxy = (prefix: string, cluster: string): object => typed('envoy.filters.network.tcp_proxy', 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', { stat_prefix: prefix, cluster })
const tlsSocket = (side: string): object => typed('envoy.transport_sockets.tls', `envoy.extensions.transport_sockets.tls.v3.${side}TlsContext`, { common_tls_context: {} })
const listener = (name: string, port: number, direction: string, chains: object[]): object => ({ name, active_state: { listener: {
  '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name, address: { socket_address: { address: '0.0.0.0', port_value: port } }, traffic_direction: direction, filter_chains: chains,
} } })

function configure(situation: Situation): string {
  const { hosts = { 'payments.shop.local': [payments] }, clusters = { [payments]: { node: 'payments' } }, ingress = {}, noIngress = false, tcp } = situation
  const cluster = (name: string, node: string, tls: boolean): object => ({ cluster: {
    '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name, type: 'EDS', ...(tls ? { transport_socket: tlsSocket('Upstream') } : {}),
    metadata: { filter_metadata: { 'aws.appmesh.aggregate_stats': { config: JSON.stringify({ tags: [{ key: 'TargetVirtualNode', value: node }] }) } } },
  } })
  const { chain = 'http', prefix = 'ingress', tls = false, protocol = 'http' } = ingress
  return JSON.stringify({ configs: [
    { '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump', bootstrap: {} },
    { '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump', dynamic_active_clusters: [
      ...Object.entries(clusters).map(([name, one]) => cluster(name, one.node, one.tls === true)),
      { cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: `cds_ingress_shop_checkout_${protocol}_8080`, type: 'STATIC' } },
      { cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: 'cds_egress_shop_mesh-allow-all', type: 'ORIGINAL_DST' } },
    ] },
    { '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump', dynamic_listeners: [
      ...(noIngress ? [] : [listener('lds_ingress_0.0.0.0_15000', 15_000, 'INBOUND', [{
        filters: [chain === 'http' ? http(prefix, 'rds_ingress_http_8080') : tcpProxy(prefix, 'cds_ingress_shop_checkout_tcp_8080')], ...(tls ? { transport_socket: tlsSocket('Downstream') } : {}),
      }])]),
      listener('lds_egress_0.0.0.0_15001', 15_001, 'OUTBOUND', [{ filters: [http('egress', 'rds_egress_http_8080')] }, ...(tcp === undefined ? [] : [{ filters: [tcpProxy('egress', tcp)] }])]),
    ] },
    { '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump', dynamic_route_configs: [{ route_config: {
      '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration', name: 'rds_egress_http_8080',
      virtual_hosts: Object.entries(hosts).map(([name, list]) => ({ name, domains: [name], routes: list.map(one => ({ match: { prefix: '/' }, route: { cluster: one } })) })),
    } }] },
  ] })
}

const ordinary = (name: string, requests: number): string => [
  `upstream_rq_total: ${requests}`, `upstream_rq_2xx: ${requests - 10}`, 'upstream_rq_3xx: 1', 'upstream_rq_4xx: 5', 'upstream_rq_5xx: 4', 'upstream_cx_rx_bytes_total: 1000', 'upstream_cx_tx_bytes_total: 500',
].map(line => `cluster.${name}.${line}\n`).join('')
const inbound = [
  'listener.0.0.0.0_15000.downstream_cx_active: 3', 'listener.0.0.0.0_15000.downstream_cx_total: 40', 'http.ingress.downstream_rq_total: 400', 'http.ingress.downstream_cx_rx_bytes_total: 4000', 'http.ingress.downstream_cx_tx_bytes_total: 8000',
  'tcp.ingress.downstream_cx_rx_bytes_total: 30', 'tcp.ingress.downstream_cx_tx_bytes_total: 40', 'server.uptime: 600', 'server.live: 1', 'cluster_manager.active_clusters: 3', '',
].join('\n')
const times = (name: string): string => `# TYPE envoy_cluster_upstream_rq_time histogram
envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="${name}",le="5"} 90
envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="${name}",le="+Inf"} 100
envoy_cluster_upstream_rq_time_sum{envoy_cluster_name="${name}"} 1234.5
envoy_cluster_upstream_rq_time_count{envoy_cluster_name="${name}"} 100
`

async function evidenceOf(situation: Situation): Promise<ProxyEvidence> {
  const { kind = 'virtualNode', stats = ordinary(payments, 100) + inbound, noConfiguration = false } = situation
  const answers = [
    answer('server_info', JSON.stringify({ version: 'a/1.29.12/Clean/RELEASE/B', state: 'LIVE', uptime_current_epoch: '600s', node: { id: `mesh/shop/${kind}/checkout` } })),
    answer('stats', stats, '/stats?usedonly'),
    ...(noConfiguration ? [] : [answer('config_dump', configure(situation))]),
  ]
  const needs = joinNeeds({ kinds: new Set(), requestFilters: new Set(), stats: new Map() }, [])
  return assembleProxy(await readProxy({ name: 'p', live: false, answers, unreachable: undefined }, needs), undefined, [])
}

/** The page of a proxy by series, without `envoy_appmesh_` and the labels that all have. */
async function describeOf(situation: Situation): Promise<Map<string, number>> {
  const page = new TargetPage([], 10_000)
  page.begin()
  describeExtension(page, await evidenceOf(situation), await readExtensionPage(bytes(situation.page ?? times(payments)), 'page', []))
  return readPage(encodePage(page.all(), 'text', new PageBuffers()).bytes.toString().replaceAll('envoy_appmesh_', '').replaceAll('meshmedic_extension_', ''))
}

const own = 'Mesh="shop",VirtualNode="checkout"'
const target = `${own},TargetVirtualService="payments.shop.local",TargetVirtualNode="payments"`
const omitted = (metric: string, reason: string): string => `omitted{metric="${metric}",reason="${reason}"}`
const outbound = extensionMetrics.filter(name => name.includes('Target'))

describe("App Mesh's metrics derived from ordinary statistics", () => {
  const exact: readonly (readonly [string, number])[] = [
    [`ActiveConnectionCount{${own}}`, 3], [`NewConnectionCount{${own}}`, 40], [`ProcessedBytes{${own}}`, 12_000], [`RequestCount{${own}}`, 400],
    [`RequestCountPerTarget{${target}}`, 100], [`HTTPCode_Target_2XX_Count{${target}}`, 90], [`HTTPCode_Target_3XX_Count{${target}}`, 1], [`HTTPCode_Target_4XX_Count{${target}}`, 5],
    [`HTTPCode_Target_5XX_Count{${target}}`, 4], [`TargetProcessedBytes{${target}}`, 1500],
    [`TargetResponseTime_bucket{${target},le="5"}`, 90], [`TargetResponseTime_sum{${target}}`, 1234.5], [`TargetResponseTime_count{${target}}`, 100], ['source{source="derived"}', 1],
  ]
  for (const [series, value] of exact) it(`${series} is ${value}`, async () => assert.equal((await describeOf({})).get(series), value))

  it('GrpcRequestCount is the requests where nothing but gRPC comes in', async () => {
    assert.equal((await describeOf({ ingress: { protocol: 'grpc' } })).get(`GrpcRequestCount{${own}}`), 400)
    assert.equal((await describeOf({})).get(omitted('GrpcRequestCount', 'grpc_not_told_apart')), 1)
  })

  it("a gateway's series carry its label", async () => assert.equal((await describeOf({ kind: 'virtualGateway' })).get('RequestCount{Mesh="shop",VirtualGateway="checkout"}'), 400))

  it("a virtual node's ports add up, buckets too", async () => {
    const second = 'cds_egress_shop_payments_http_9090'
    const page = await describeOf({
      clusters: { [payments]: { node: 'payments' }, [second]: { node: 'payments' } }, hosts: { 'payments.shop.local': [payments, second] },
      stats: ordinary(payments, 100) + ordinary(second, 50) + inbound, page: times(payments) + times(second),
    })
    assert.equal(page.get(`RequestCountPerTarget{${target}}`), 150)
    assert.equal(page.get(`TargetResponseTime_bucket{${target},le="5"}`), 180)
  })

  it('two virtual services with a node each are told apart', async () => {
    const orders = 'cds_egress_shop_orders_http_8080'
    const page = await describeOf({
      clusters: { [payments]: { node: 'payments' }, [orders]: { node: 'orders' } }, hosts: { 'payments.shop.local': [payments], 'orders.shop.local': [orders] },
      stats: ordinary(payments, 100) + ordinary(orders, 50) + inbound,
    })
    assert.equal(page.get(`RequestCountPerTarget{${own},TargetVirtualService="orders.shop.local",TargetVirtualNode="orders"}`), 50)
    assert.equal(page.get(`RequestCountPerTarget{${target}}`), 100)
  })

  const reasons: readonly (readonly [string, string, readonly string[], Situation])[] = [
    ['two virtual services lead to one node', 'several_virtual_services', outbound, { hosts: { 'a.shop.local': [payments], 'b.shop.local': [payments] } }],
    ['requests that name their service in a header reach it too', 'default_backend', outbound, { hosts: { 'payments.shop.local': [payments], 'default_backend': [payments] } }],
    ['TCP reaches it too', 'tcp_route', outbound, { tcp: payments }],
    ['only TCP reaches it', 'tcp_route', ['TargetProcessedBytes'], { hosts: {}, tcp: 'cds_egress_shop_db_tcp_3306', clusters: { cds_egress_shop_db_tcp_3306: { node: 'db' } } }],
    ['no route leads to it', 'not_routed', outbound, { hosts: {} }],
    ['its connections are encrypted', 'tls', ['TargetProcessedBytes'], { clusters: { [payments]: { node: 'payments', tls: true } } }],
    ['Envoy answered itself', 'answers_of_envoy', ['HTTPCode_Target_5XX_Count'], { stats: `${ordinary(payments, 100)}cluster.${payments}.upstream_cx_connect_fail: 1\n${inbound}` }],
    ['the page has no buckets', 'no_histogram', ['TargetResponseTime'], { page: '' }],
    ['the configuration is not given', 'no_configuration', extensionMetrics, { noConfiguration: true }],
    ['it has no ingress listener', 'no_ingress_listener', ['ActiveConnectionCount', 'NewConnectionCount', 'ProcessedBytes', 'RequestCount', 'GrpcRequestCount'], { noIngress: true }],
    ['ingress is encrypted', 'tls', ['ProcessedBytes'], { ingress: { tls: true } }],
    ['ingress shares its statistics with egress', 'shared_statistics', ['RequestCount', 'ProcessedBytes', 'GrpcRequestCount'], { ingress: { prefix: 'egress' } }],
    ['only TCP comes in', 'no_http_listener', ['RequestCount', 'GrpcRequestCount'], { ingress: { chain: 'tcp' } }],
  ]
  for (const [when, reason, metrics, situation] of reasons) {
    it(`${metrics.length === 1 ? metrics.join() : `${metrics.length} metrics`} are left out where ${when}`, async () => {
      const page = await describeOf(situation)
      for (const metric of metrics) {
        assert.ok((page.get(omitted(metric, reason)) ?? 0) > 0, `${metric}: ${[...page.keys()].filter(key => key.includes(metric)).join('\n')}`)
        if (metric.includes('Target')) assert.equal([...page.keys()].some(key => key.startsWith(`${metric}{`) || key.startsWith(`${metric}_count{`)), false)
      }
    })
  }

  it('bytes of TCP ingress are counted', async () => assert.equal((await describeOf({ ingress: { chain: 'tcp' } })).get(`ProcessedBytes{${own}}`), 70))

  it('what is not of App Mesh has none of it', async () => {
    const evidence = await evidenceOf({})
    assert.ok(evidence.proxy !== undefined)
    const plain = { ...evidence.proxy }
    Reflect.deleteProperty(plain, 'mesh')
    const page = new TargetPage([], 100)
    page.begin()
    describeExtension(page, { ...evidence, proxy: plain }, await readExtensionPage(bytes(''), 'page', []))
    assert.deepEqual([...page.all()], [])
  })
})

// Written after the Agent's source and its tests: the stock Envoy has no such extension.
describe("App Mesh's metrics passed on", () => {
  const line = (name: string, node: string | undefined, service: string | undefined, value: number): string =>
    `envoy_appmesh_${name}{appmesh_mesh="shop",${node === undefined ? '' : `TargetVirtualNode="${node}",`}${service === undefined ? '' : `TargetVirtualService="${service}",`}Mesh="shop",VirtualNode="checkout"} ${value}\n`
  const broken = (service: string, node: string, value: number, metric = 'RequestCountPerTarget'): string => {
    const tags = predictTags(node, service, metric, false)
    return line(`${tags.residue === '' ? '' : `${tags.residue}_`}${metric}`, tags.node, tags.service, value)
  }
  const label = (service: string, node: string): string => `{${own},TargetVirtualService="${service}",TargetVirtualNode="${node}"}`

  const tags: readonly (readonly [string, string, ReturnType<typeof predictTags>])[] = [
    ['payments.shop.local', 'payments', { residue: '', node: 'payments', service: 'payments.shop.local' }],
    ['MyService.local', 'payments', { residue: 'TargetVirtualService_MyService_local', node: 'payments', service: undefined }],
    ['payments-V2.prod', 'payments', { residue: 'TargetVirtualService_payments_V2_prod', node: 'payments', service: undefined }],
    ['shop.prod-V2.local', 'payments', { residue: 'prod_V2_local', node: 'payments', service: 'shop' }],
    ['a.local', 'x.y', { residue: 'y', node: 'x', service: 'a.local' }],
  ]
  for (const [service, node, expected] of tags) it(`knows what the Agent makes of ${service}`, () => assert.deepEqual(predictTags(node, service, 'RequestCountPerTarget', false), expected))

  it('gives series as they are, without further labels, and derives nothing beside them', async () => {
    const page = await describeOf({ page: `${line('RequestCount', undefined, undefined, 7)}${line('RequestCountPerTarget', 'payments', 'payments.shop.local', 8)}${times(payments)}` })
    assert.deepEqual([...page], [['source{source="passed_on"}', 1], [`RequestCount{${own}}`, 7], [`RequestCountPerTarget${label('payments.shop.local', 'payments')}`, 8]])
  })

  it('gives buckets of TargetResponseTime', async () => {
    const bucket = (suffix: string, le: string, value: number): string => line(`TargetResponseTime_${suffix}`, 'payments', 'payments.shop.local', value).replace('Mesh="shop",V', `Mesh="shop",${le}V`)
    const page = await describeOf({ page: bucket('bucket', 'le="0.5",', 3) + bucket('bucket', 'le="+Inf",', 3) + bucket('sum', '', 13.5) + bucket('count', '', 3) })
    assert.equal(page.get(`TargetResponseTime_bucket{${target},le="0.5"}`), 3)
    assert.equal(page.get(`TargetResponseTime_sum{${target}}`), 13.5)
  })

  const hosts = { 'MyService.local': [payments], 'shop.prod-V2.local': [payments], 'payments.shop.local': [payments] }
  for (const service of Object.keys(hosts)) {
    it(`puts the labels of ${service} right by the configuration`, async () => {
      assert.equal((await describeOf({ hosts, page: broken(service, 'payments', 9) })).get(`RequestCountPerTarget${label(service, 'payments')}`), 9)
    })
  }

  it('gives neither of two names that look the same', async () => {
    const alike = { 'My-Service.local': [payments], 'My.Service.local': [payments] }
    const page = await describeOf({ hosts: alike, page: broken('My-Service.local', 'payments', 1) })
    assert.deepEqual([...page], [['source{source="passed_on"}', 1], [omitted('RequestCountPerTarget', 'ambiguous_name'), 1]])
  })

  it('never adds up series that would become one', async () => {
    const page = await describeOf({ page: line('RequestCountPerTarget', 'payments', 'a.local', 1) + line('RequestCountPerTarget', 'payments', 'a.local', 2) })
    assert.deepEqual([...page], [['source{source="passed_on"}', 1], [omitted('RequestCountPerTarget', 'same_series_twice'), 2]])
  })

  it('without the configuration gives only names that are certain', async () => {
    const certain = await describeOf({ noConfiguration: true, page: broken('MyService', 'payments', 4) })
    assert.equal(certain.get(`RequestCountPerTarget${label('MyService', 'payments')}`), 4)
    const doubtful = await describeOf({ noConfiguration: true, page: broken('My.Service', 'payments', 4) })
    assert.equal(doubtful.get(omitted('RequestCountPerTarget', 'ambiguous_name')), 1)
  })
})
