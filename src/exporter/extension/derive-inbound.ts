import { isKnown, orElse } from '../../evidence/absent.ts'
import type { FilterChain, Listener, Proxy } from '../../evidence/schema.ts'
import { findStat, type ScopeKind, type StatsSample } from '../../evidence/stats.ts'
import type { ExtensionMetric, ExtensionRow, Omissions } from './families.ts'

const inbound = ['ActiveConnectionCount', 'NewConnectionCount', 'ProcessedBytes', 'RequestCount', 'GrpcRequestCount'] as const satisfies readonly ExtensionMetric[]

/** The extension's metrics of what comes in, from the statistics of the ingress listeners and what stands behind them. */
export function deriveInbound(proxy: Proxy, sample: StatsSample, identity: Readonly<Record<string, string>>, omitted: Omissions): ExtensionRow[] {
  const omitAll = (reason: string): [] => {
    for (const metric of inbound) omitted.add(metric, reason)
    return []
  }
  const { listeners } = proxy
  if (!isKnown(listeners) || !listeners.every(listener => isKnown(listener.chains))) return omitAll('no_configuration')
  const ingress = listeners.filter(listener => listener.direction === 'ingress')
  if (ingress.length === 0) return omitAll('no_ingress_listener')
  const rows: ExtensionRow[] = []
  const add = (metric: ExtensionMetric, value: number | undefined, reason: string | undefined): void => {
    if (reason !== undefined || value === undefined) omitted.add(metric, reason ?? 'no_statistics')
    else rows.push({ metric, labels: identity, suffix: '', value })
  }
  const names = ingress.map(listener => listener.statName)
  add('ActiveConnectionCount', sumOf(sample, 'listener', names, ['downstream_cx_active']), undefined)
  add('NewConnectionCount', sumOf(sample, 'listener', names, ['downstream_cx_total']), undefined)
  const chains = ingress.flatMap(chainsOf)
  const others = listeners.filter(listener => listener.direction !== 'ingress').flatMap(chainsOf)
  const shared = tellShared(chains, others)
  const [http, tcp] = [prefixesOf(chains, 'http'), prefixesOf(chains, 'tcp')]
  const requests = sumOf(sample, 'http', http, ['downstream_rq_total'])
  const noHttp = http.length === 0 ? 'no_http_listener' : shared
  add('RequestCount', requests, noHttp)
  add('GrpcRequestCount', requests, noHttp ?? tellProtocol(proxy))
  const bytes = ['downstream_cx_rx_bytes_total', 'downstream_cx_tx_bytes_total']
  const [ofHttp, ofTcp] = [sumOf(sample, 'http', http, bytes), sumOf(sample, 'tcp', tcp, bytes)]
  add('ProcessedBytes', ofHttp === undefined || ofTcp === undefined ? undefined : ofHttp + ofTcp, shared ?? (chains.some(chain => chain.tls !== undefined) ? 'tls' : undefined))
  return rows
}

const chainsOf = (listener: Listener): readonly FilterChain[] => orElse(listener.chains, [])

function prefixesOf(chains: readonly FilterChain[], kind: string): string[] {
  return [...new Set(chains.filter(chain => chain.kind === kind).map(chain => chain.statPrefix).filter(prefix => prefix !== undefined))]
}

/** Why the statistics behind ingress are not its alone. */
function tellShared(chains: readonly FilterChain[], others: readonly FilterChain[]): string | undefined {
  if (chains.some(chain => chain.kind !== 'http' && chain.kind !== 'tcp')) return 'unknown_filter'
  const elsewhere = new Set(others.map(chain => `${chain.kind} ${chain.statPrefix ?? ''}`))
  return chains.some(chain => elsewhere.has(`${chain.kind} ${chain.statPrefix ?? ''}`)) ? 'shared_statistics' : undefined
}

/** Envoy does not count gRPC apart; where the mesh says that nothing else comes in, all requests are. */
function tellProtocol({ clusters }: Proxy): string | undefined {
  const protocols = orElse(clusters, []).filter(cluster => cluster.direction === 'ingress' && (cluster.special === '' || cluster.special === 'self-redirect')).map(cluster => cluster.protocol)
  return protocols.length > 0 && protocols.every(protocol => protocol === 'grpc') ? undefined : 'grpc_not_told_apart'
}

function sumOf(sample: StatsSample, scope: ScopeKind, names: readonly string[], metrics: readonly string[]): number | undefined {
  let sum = 0
  for (const name of names) {
    for (const metric of metrics) {
      const value = findStat(sample, scope, name, metric)
      if (typeof value === 'string' || (value === undefined && sample.missing !== 'zero')) return undefined
      sum += Number(value ?? 0)
    }
  }
  return sum
}
