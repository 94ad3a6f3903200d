import assert from 'node:assert/strict'
import { Absent } from '../../../../src/evidence/absent.ts'
import type { Problem } from '../../../../src/evidence/problem.ts'
import { readConfigDump } from '../../../../src/sources/envoy-admin/config-dump/read-config-dump.ts'
import { admin, clusterDump, readDump, sectionOf } from './read-text.ts'

const cluster = { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: 'c', type: 'EDS', connect_timeout: '1s' }
const listener = { '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name: 'l', filter_chains: [{ filters: [] }] }
const messages = (problems: readonly Problem[]): string => problems.map(problem => problem.message).join('\n')

async function* oneChunk(text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text))
}

describe('forms of config_dump', () => {
  it('reads a page of ?resource=, whose items are the elements', () => {
    const { part, problems } = readDump({ configs: [
      { '@type': `${admin}.ClustersConfigDump.DynamicCluster`, version_info: '1', cluster, last_updated: '2026-11-02T08:15:00Z' },
      { '@type': `${admin}.ClustersConfigDump.StaticCluster`, cluster: { ...cluster, name: 's' } },
      { '@type': `${admin}.ListenersConfigDump.DynamicListener`, name: 'l', active_state: { listener } },
    ] })
    assert.deepEqual(part.clusters.map(({ name, fixed }) => [name, fixed]), [['c', false], ['s', true]])
    assert.deepEqual(part.listeners.map(({ name, state }) => [name, state]), [['l', 'active']])
    assert.match(messages(problems), /single elements of ClustersConfigDump, not the whole/)
  })

  it('does not take what a mask left out for a default', () => {
    const { part } = readDump(clusterDump({ '@type': cluster['@type'], name: 'c' }))
    assert.ok(part.clusters[0]?.connectTimeout instanceof Absent)
    assert.ok(part.clusters[0].tls instanceof Absent)
    const [masked] = readDump(sectionOf('ListenersConfigDump', { dynamic_listeners: [{ name: 'l', active_state: { listener: { name: 'l' } } }] })).part.listeners
    assert.ok(masked?.chains instanceof Absent)
    assert.ok(masked.tls instanceof Absent)
  })

  it('reads the sections of v2alpha with their field names', () => {
    const { part } = readDump({ configs: [
      { '@type': 'type.googleapis.com/envoy.admin.v2alpha.ListenersConfigDump', dynamic_active_listeners: [{ version_info: '9', listener: {
        name: 'lds_egress', address: { socket_address: { address: '0.0.0.0', port_value: 15001 } },
        filter_chains: [{
          filter_chain_match: { destination_port: 9080 }, tls_context: { require_client_certificate: true },
          filters: [{ name: 'envoy.http_connection_manager', config: { stat_prefix: 'egress', rds: { route_config_name: 'rds_egress_http_9080' } } }],
        }],
      }, last_updated: '2019-04-30T17:57:42.385Z' }] },
      { '@type': 'type.googleapis.com/envoy.admin.v2alpha.ClustersConfigDump', static_clusters: [{ cluster: {
        name: 'old', type: 'STATIC', hosts: [{ socket_address: { address: '127.0.0.1', port_value: 80 } }], tls_context: { sni: 'a.b' },
      } }] },
    ] })
    const [read] = part.listeners
    assert.ok(read !== undefined && !(read.chains instanceof Absent))
    assert.deepEqual(read.chains.map(({ kind, statPrefix, routeConfig, destinationPort }) => [kind, statPrefix, routeConfig, destinationPort]), [['http', 'egress', 'rds_egress_http_9080', 9080]])
    assert.equal(read.chains[0]?.tls?.requireClientCertificate, true)
    assert.deepEqual(part.clusters[0]?.configuredEndpoints.map(({ address, port }) => [address, port]), [['127.0.0.1', 80]])
    assert.ok(part.clusters[0].tls !== undefined && !(part.clusters[0].tls instanceof Absent))
    assert.equal(part.clusters[0].tls.sni, 'a.b')
  })

  const element = { version_info: '1', cluster, last_updated: '2026-11-02T08:15:00Z' }
  const pieces: readonly (readonly [string, string])[] = [
    ['one section', JSON.stringify({ '@type': `${admin}.ClustersConfigDump`, dynamic_active_clusters: [element] })],
    ['one array with its name', `"dynamic_active_clusters": ${JSON.stringify([element], null, 1)}`],
    ['one element', JSON.stringify(element, null, 1)],
    ['elements with a comma behind', `${JSON.stringify(element)},\n`],
    ['a bare list of elements', JSON.stringify([element])],
    ['elements behind each other, as jq prints them', `${JSON.stringify(element, null, 2)}\n${JSON.stringify({ ...element, cluster: { ...cluster, name: 'd' } }, null, 2)}`],
    ['a bare resource', JSON.stringify(cluster)],
    ['a resource without type', JSON.stringify({ name: 'c', connect_timeout: '1s', type: 'EDS' })],
    ['an element with comments before it', `# from a ticket\n# cluster\n${JSON.stringify(element, null, 1)}`],
    ['a byte order mark and CRLF', `\uFEFF${JSON.stringify({ configs: [{ '@type': `${admin}.ClustersConfigDump`, static_clusters: [element] }] }, null, 1).replaceAll('\n', '\r\n')}`],
  ]
  for (const [name, text] of pieces) {
    it(`reads a piece: ${name}`, () => {
      const [first] = readDump(text).part.clusters
      assert.deepEqual([first?.name, first?.type, first?.connectTimeout], ['c', 'EDS', 1])
    })
  }

  it('reads what a cluster shows before it is broken, and knows nothing of the rest', () => {
    const text = `{"cluster": {"name": "c", "type": "EDS", "connect_timeout": "2s", "health_checks": [{"interval": "5s", "timeout": "2s",
      "unhealthy_threshold": 2, "healthy_threshold": 3, "tcp_health_check": {}}], "transport_socket": {"name": "tls", "typed_config": {"sni": "cut he\n...\n`
    const { part, problems } = readDump(text)
    assert.equal(part.clusters[0]?.connectTimeout, 2)
    assert.deepEqual(part.clusters[0].healthCheck, { protocol: 'tcp', path: undefined, port: undefined, interval: 5, timeout: 2, unhealthyThreshold: 2, healthyThreshold: 3 })
    assert.ok(part.clusters[0].tls instanceof Absent)
    assert.ok(part.clusters[0].thresholds instanceof Absent)
    assert.match(messages(problems), /cluster at byte 12: the text ends inside it/)
  })

  it('reads YAML, which is loaded only then', async () => {
    const yaml = `
# rds_ingress_http_9001
dynamic_listeners:
  - name: lds_ingress
    active_state:
      version_info: "1"
      listener:
        '@type': type.googleapis.com/envoy.api.v2.Listener
        address: {socket_address: {address: '::', port_value: 8080}}
        filter_chains:
          - filters: [{name: envoy.tcp_proxy, config: {stat_prefix: ingress, cluster: c}}]
`
    const problems: Problem[] = []
    const part = await readConfigDump(oneChunk(yaml), 'dump.yaml', problems)
    assert.deepEqual(problems, [])
    assert.deepEqual(part.listeners.map(({ name, statName }) => [name, statName]), [['lds_ingress', '[__]_8080']])
    assert.deepEqual((await readConfigDump(oneChunk('a: [b\nc: d'), 'x', problems)).clusters, [])
    assert.match(messages(problems), /no valid YAML/)
  })

  it('says once which type it does not know, and reads on', () => {
    const odd = { '@type': 'type.googleapis.com/envoy.admin.v4.FuturesConfigDump', dynamic_futures: [{ a: 1 }] }
    const { part, problems } = readDump({ configs: [odd, odd, ...(clusterDump(cluster) as { configs: object[] }).configs] })
    assert.deepEqual(problems.map(problem => problem.message), ['a section of the unknown type FuturesConfigDump is passed over'])
    assert.equal(part.clusters.length, 1)
  })

  it('tells an empty dump from a missing section', () => {
    assert.equal(messages(readDump('').problems), 'it is empty\nnothing in it is a section of a config_dump'.split('\n')[0])
    assert.match(messages(readDump('{"a": 1}').problems), /nothing in it is a section/)
    const { part } = readDump(sectionOf('ClustersConfigDump', {}))
    assert.deepEqual([...part.sections], ['ClustersConfigDump'])
    assert.equal(part.endpoints, undefined)
  })

  it('loses one broken element, not its neighbours', () => {
    const text = JSON.stringify(sectionOf('ClustersConfigDump', { static_clusters: [{ cluster }, { cluster: { ...cluster, name: 'd' } }, { cluster: { ...cluster, name: 'e' } }] }), null, 1)
    const { part, problems } = readDump(text.replace('"name": "d",', '"name" "d",'))
    assert.deepEqual(part.clusters.map(({ name }) => name), ['c', 'e'])
    assert.match(messages(problems), /an element of static_clusters at byte \d+: it is no valid JSON/)
  })
})
