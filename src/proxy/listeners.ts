import { isKnown, type Known } from '../evidence/absent.ts'
import type { ProxyEvidence } from '../evidence/proxy-evidence.ts'
import type { DownstreamTls, FilterChain, Listener } from '../evidence/schema.ts'
import { mapKnown } from './clusters.ts'
import { demandProxy } from './demand-proxy.ts'
import { selectRows, type Selection } from './selection.ts'
import type { Table } from './sheet.ts'

/** One filter chain of a listener; a listener without any has one row all the same. */
export interface ListenerRow {
  name: string
  /** `ingress :8080` */
  label: string
  /** Empty where nothing tells. */
  direction: string
  address: string
  port: number | undefined
  /** `active`, `warming`, `draining`, `rejected` */
  state: Known<string>
  /** Which connections the chain takes: `all`, `port 443; SNI a.local`, `to 10.0.0.0/8`, `any IPv4`. */
  match: Known<string>
  /** `http`, `tcp`, or the filter's own name. */
  kind: Known<string>
  /** `routes NAME`, `cluster NAME`, or the filter. */
  destination: Known<string>
  /** `none`, `TLS`, `mTLS` */
  tls: Known<string>
  statPrefix: Known<string | undefined>
  accessLog: Known<boolean>
}

/** The listeners of a proxy, a row for each filter chain. */
export function listListeners(evidence: ProxyEvidence, selection: Selection): Known<Table<ListenerRow>> {
  const listeners = demandProxy(evidence, proxy => proxy.listeners)
  if (!isKnown(listeners)) return listeners
  const clusters = demandProxy(evidence, proxy => proxy.clusters)
  const labels = new Map(isKnown(clusters) ? clusters.map(({ name, label }) => [name, label]) : [])
  return selectRows(listeners.flatMap(listener => describeListener(listener, labels)), selection, ({ name, label, direction, port, state, statPrefix }) => ({
    names: [name, label, isKnown(statPrefix) ? statPrefix : undefined], direction, port, status: mapKnown(state, word => [word]),
  }))
}

function describeListener(listener: Listener, labels: ReadonlyMap<string, string>): ListenerRow[] {
  const { name, label, direction, address, port, state, chains } = listener
  const own = { name, label, direction, address, port, state }
  if (!isKnown(chains)) return [{ ...own, match: chains, kind: chains, destination: chains, tls: chains, statPrefix: chains, accessLog: chains }]
  if (chains.length === 0) return [{ ...own, match: 'no filter chain', kind: '', destination: '', tls: 'none', statPrefix: undefined, accessLog: false }]
  return chains.map(chain => ({
    ...own, match: describeMatch(chain), kind: chain.kind, destination: describeDestination(chain, labels),
    tls: describeTls(chain.tls), statPrefix: chain.statPrefix, accessLog: chain.accessLog,
  }))
}

const anyAddress: Readonly<Record<string, string>> = { '0.0.0.0/0': 'any IPv4', '::/0': 'any IPv6' }

function describeMatch({ destinationPort, prefixRanges, serverNames, transportProtocol, applicationProtocols }: FilterChain): string {
  const ranges = prefixRanges.map(range => anyAddress[range] ?? `to ${range}`)
  const parts = [
    ...destinationPort === undefined ? [] : [`port ${destinationPort}`],
    ...serverNames.length === 0 ? [] : [`SNI ${serverNames.join(', ')}`],
    ...ranges.length === 0 ? [] : [ranges.join(', ')],
    ...transportProtocol === undefined ? [] : [`transport ${transportProtocol}`],
    ...applicationProtocols.length === 0 ? [] : [`ALPN ${applicationProtocols.join(', ')}`],
  ]
  return parts.length === 0 ? 'all' : parts.join('; ')
}

function describeDestination({ kind, routeConfig, cluster }: FilterChain, labels: ReadonlyMap<string, string>): string {
  if (routeConfig !== undefined) return `routes ${routeConfig}`
  return cluster === undefined ? `filter ${kind}` : `cluster ${labels.get(cluster) ?? cluster}`
}

function describeTls(tls: DownstreamTls | undefined): string {
  if (tls === undefined) return 'none'
  return tls.requireClientCertificate ? 'mTLS' : 'TLS'
}
