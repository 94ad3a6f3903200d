import type { Example, ExampleProxy } from '../engine/rules/rule.ts'
import type { EvidenceKind } from '../evidence/kinds.ts'
import type { Answer, ProxySnapshot, Snapshot } from '../snapshot/snapshot.ts'

/** Any moment; the samples of an example are ten seconds apart. */
const moment = Date.UTC(2026, 10, 20, 11, 2, 17)

/** Makes the snapshot that a rule's example describes, so that it takes the same way as real evidence. */
export function exampleSnapshot(example: Example): Snapshot {
  const proxies = [proxySnapshot('example', example.given), ...Object.entries(example.peers ?? {}).map(([name, given]) => proxySnapshot(name, given))]
  return { proxies, problems: [], close: () => Promise.resolve() }
}

function proxySnapshot(name: string, given: ExampleProxy): ProxySnapshot {
  const answers: Answer[] = []
  const add = (kind: EvidenceKind, text: string, secondsAgo = 0, query?: string, file: string = kind): void => {
    const bytes = new TextEncoder().encode(text)
    answers.push({
      kind, source: `${name}/${file}${secondsAgo > 0 ? '-1' : ''}`, query, readAt: moment - secondsAgo * 1000, readAtFrom: 'recorded',
      bytes: bytes.length, failure: undefined, open: () => chunks(bytes),
    })
  }
  const { stats } = given
  if (stats !== undefined) {
    const twice = Object.values(stats).some(value => Array.isArray(value))
    if (twice) add('stats', statsText(stats, 0), 10, '/stats')
    add('stats', statsText(stats, 1), 0, '/stats')
  }
  const configs = configSections(given)
  if (configs.length > 0) add('config_dump', JSON.stringify({ configs }), 0, '/config_dump?include_eds')
  if (given.serverInfo !== undefined) add('server_info', JSON.stringify({ version: 'a1b2/1.29.12/Clean/RELEASE/BoringSSL', ...given.serverInfo }))
  if (given.clusterStatus !== undefined) add('clusters', JSON.stringify(given.clusterStatus))
  if (given.certs !== undefined) add('certs', JSON.stringify(given.certs))
  for (const [index, resource] of (given.mesh ?? []).entries()) add('mesh', JSON.stringify(resource), 0, undefined, `mesh-${index + 1}`)
  if (given.quotas !== undefined) add('quota', JSON.stringify(given.quotas))
  if (given.ready !== undefined) add('ready', given.ready)
  if (given.access !== undefined) add('access_log', given.access)
  if (given.process !== undefined) add('process_log', given.process)
  if (given.agent !== undefined) add('agent_status', JSON.stringify(given.agent))
  if (given.adminLog !== undefined) add('admin_log', given.adminLog)
  return {
    name, live: false, answers,
    unreachable: given.unreachable === undefined ? undefined : { reason: 'refused', message: given.unreachable },
  }
}

function statsText(stats: NonNullable<ExampleProxy['stats']>, sample: 0 | 1): string {
  return Object.entries(stats).map(([name, value]) => `${name}: ${typeof value === 'number' ? value : value[sample]}\n`).join('')
}

const updated = '2026-11-20T10:00:00.000Z'

function configSections(given: ExampleProxy): object[] {
  const section = (type: string, body: object | undefined): object[] => body === undefined ? [] : [{ '@type': `type.googleapis.com/envoy.admin.v3.${type}`, ...body }]
  const wrap = (key: string, items: readonly unknown[] | undefined): object[] | undefined => items?.map(item => ({ [key]: item, last_updated: updated }))
  const listeners = given.listeners?.map(listener => ({ name: (listener as { name?: string }).name, active_state: { listener, last_updated: updated } }))
  return [
    ...section('BootstrapConfigDump', given.bootstrap === undefined ? undefined : { bootstrap: given.bootstrap, last_updated: updated }),
    ...section('ClustersConfigDump', wrapClusters(given, wrap)),
    ...section('ListenersConfigDump', listeners === undefined && given.dynamicListeners === undefined ? undefined : { dynamic_listeners: [...listeners ?? [], ...given.dynamicListeners ?? []] }),
    ...section('RoutesConfigDump', given.routes === undefined ? undefined : { dynamic_route_configs: wrap('route_config', given.routes) }),
    ...section('SecretsConfigDump', given.secrets as object | undefined),
    ...section('EndpointsConfigDump', given.endpoints === undefined ? undefined : { dynamic_endpoint_configs: given.endpoints.map(endpoint => ({ endpoint_config: endpoint })) }),
  ]
}

function wrapClusters(given: ExampleProxy, wrap: (key: string, items: readonly unknown[] | undefined) => object[] | undefined): object | undefined {
  if (given.clusters === undefined && given.warmingClusters === undefined) return undefined
  return {
    ...(given.clusters === undefined ? {} : { dynamic_active_clusters: wrap('cluster', given.clusters) }),
    ...(given.warmingClusters === undefined ? {} : { dynamic_warming_clusters: wrap('cluster', given.warmingClusters) }),
  }
}

async function* chunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  yield bytes
}
