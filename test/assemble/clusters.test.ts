import assert from 'node:assert/strict'
import { assembleProxy } from '../../src/assemble/assemble-proxy.ts'
import { Absent, isKnown } from '../../src/evidence/absent.ts'
import type { EvidenceKind } from '../../src/evidence/kinds.ts'
import type { Cluster } from '../../src/evidence/schema.ts'
import { readProxy } from '../../src/sources/read-proxy.ts'
import type { Answer } from '../../src/snapshot/snapshot.ts'

const answer = (kind: EvidenceKind, text: string): Answer => ({
  kind, source: kind, query: undefined, readAt: undefined, readAtFrom: undefined, bytes: text.length, failure: undefined,
  open: async function* () {
    await Promise.resolve()
    yield Buffer.from(text)
  },
})

const configured = JSON.stringify({ configs: [{
  '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump',
  dynamic_active_clusters: ['a', 'b'].map(name => ({ cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name, type: 'EDS' } })),
}] })
const lines = (name: string): string => `${name}::default_priority::max_retries::3\n${name}::added_via_api::true\n`
const hostOfA = 'a::10.0.0.1:80::health_flags::healthy\n'
const inJson = JSON.stringify({ cluster_statuses: [{ name: 'a', host_statuses: [{ address: { socket_address: { address: '10.0.0.1', port_value: 80 } } }] }, { name: 'b' }] })

/** The clusters of a proxy that said only this. */
async function clustersOf(...answers: readonly Answer[]): Promise<readonly Cluster[]> {
  const parsed = await readProxy({ name: 'p', live: false, answers, unreachable: undefined }, { kinds: new Set(), requestFilters: new Set(), stats: new Map([['cluster', new Set(['upstream_cx_total'])]]) })
  const clusters = assembleProxy(parsed, undefined, []).proxy?.clusters
  assert.ok(clusters !== undefined && isKnown(clusters))
  return clusters
}

/** How many hosts `b` has; undefined where that is not known. */
async function hostsOfB(...answers: readonly Answer[]): Promise<number | undefined> {
  const endpoints = (await clustersOf(...answers)).find(cluster => cluster.name === 'b')?.endpoints
  assert.ok(endpoints !== undefined)
  if (!isKnown(endpoints)) assert.ok(endpoints instanceof Absent && endpoints.reason !== '')
  return isKnown(endpoints) ? endpoints.length : undefined
}

describe('the hosts of a configured cluster', () => {
  const cases: readonly (readonly [string, string | undefined, number | undefined])[] = [
    ['none where /clusters shows it without any', `${lines('a')}${hostOfA}${lines('b')}`, 0],
    ['none where a whole /clusters leaves it out: it is warming', `${lines('a')}${hostOfA}`, 0],
    ['none where a whole /clusters in JSON leaves it out', '{"cluster_statuses":[{"name":"a"}]}', 0],
    ['not known without /clusters', undefined, undefined],
    ['not known behind the cut of a text', `${lines('a')}${hostOfA.trimEnd()}`, undefined],
    ['not known behind the cut of JSON', inJson.slice(0, inJson.indexOf('{"name":"b"')), undefined],
    ['not known where a line is not of /clusters', `${lines('a')}${hostOfA}curl: (18) transfer closed\n`, undefined],
    ['not known where lines were filtered out', hostOfA, undefined],
    ['not known where something else was saved', '<html><body>404</body></html>\n', undefined],
    ['not known where the file is empty', '', undefined],
  ]
  for (const [title, clusters, hosts] of cases) {
    it(title, async () => assert.equal(await hostsOfB(answer('config_dump', configured), ...clusters === undefined ? [] : [answer('clusters', clusters)]), hosts))
  }
})

describe('what a cluster of an App Mesh proxy is for', () => {
  const info = answer('server_info', JSON.stringify({ version: 'a/1.29.12/Clean/RELEASE/B', state: 'LIVE', uptime_current_epoch: '600s', node: { id: 'mesh/shop/virtualNode/checkout' } }))
  const stats = answer('stats', 'cluster.collector.upstream_cx_total: 5\nserver.uptime: 600\n')
  const status = (added: boolean): Answer => answer('clusters', `collector::default_priority::max_retries::3\ncollector::added_via_api::${added}\n`)
  const dump = (section: string, bootstrap: boolean): Answer => answer('config_dump', JSON.stringify({ configs: [
    ...bootstrap ? [{ '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump', bootstrap: { node: { id: 'mesh/shop/virtualNode/checkout' }, dynamic_resources: { ads_config: { grpc_services: [{ envoy_grpc: { cluster_name: 'collector' } }] } } } }] : [],
    { '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump', [section]: [{ cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: 'collector', type: 'STATIC' } }] },
  ] }))
  const cases: readonly (readonly [string, readonly Answer[], string | undefined])[] = [
    ['is not known where statistics alone name it', [stats], undefined],
    ['is not known where /clusters says that the bootstrap has it', [status(false)], undefined],
    ['is not known where config_dump has it among the static ones, without the bootstrap', [dump('static_clusters', false)], undefined],
    ['is nothing special where /clusters says that the control plane gave it', [status(true)], ''],
    ['is nothing special where config_dump has it among the dynamic ones', [dump('dynamic_active_clusters', false)], ''],
    ['is what the bootstrap says', [dump('static_clusters', true)], 'control-plane'],
  ]
  for (const [title, answers, expected] of cases) {
    it(title, async () => {
      const special = (await clustersOf(info, ...answers))[0]?.special
      assert.equal(special instanceof Absent ? undefined : special, expected)
    })
  }
})
