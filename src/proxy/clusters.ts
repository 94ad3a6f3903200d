import { isKnown, type Known } from '../evidence/absent.ts'
import type { ProxyEvidence } from '../evidence/proxy-evidence.ts'
import { findStat } from '../evidence/stats.ts'
import type { Cluster, UpstreamTls } from '../evidence/schema.ts'
import { selectRows, type Selection } from './selection.ts'
import type { Table } from './sheet.ts'
import { demandProxy } from './demand-proxy.ts'

/** One upstream cluster. Durations in seconds. */
export interface ClusterRow {
  name: string
  /** What App Mesh's name says: the virtual node, or what a special cluster is for; else the name. */
  label: string
  /** `egress`, `ingress`; empty where the name does not tell. */
  direction: string
  special: Known<string>
  virtualNode: string | undefined
  protocol: string | undefined
  /** Of the name, or the one port of all its hosts. */
  port: number | undefined
  type: Known<string>
  /** `active`, `warming` (its first hosts or secrets have not come yet), `static` (of the bootstrap) */
  state: Known<string>
  hosts: Known<{ healthy: number, total: number }>
  /** `none`, `TLS, any certificate`, `TLS`, `mTLS`. */
  tls: Known<string>
  sni: Known<string | undefined>
  healthCheck: Known<string | undefined>
  outlierDetection: Known<boolean>
  connectTimeout: Known<number>
  discoveryName: Known<string | undefined>
  /** A route or tcp_proxy sends to it. */
  routed: Known<boolean>
}

/** The clusters of a proxy, as `istioctl proxy-config clusters` lists them, with App Mesh's names decoded. */
export function listClusters(evidence: ProxyEvidence, selection: Selection): Known<Table<ClusterRow>> {
  const clusters = demandProxy(evidence, proxy => proxy.clusters)
  if (!isKnown(clusters)) return clusters
  return selectRows(clusters.map(cluster => describeCluster(cluster, evidence)), selection, ({ name, label, virtualNode, direction, port, state, hosts }) => ({
    names: [name, label, virtualNode], direction, port,
    status: isKnown(state) ? [state, ...isKnown(hosts) && hosts.total > 0 ? [hosts.total > hosts.healthy ? 'unhealthy' : 'healthy'] : []] : state,
  }))
}

function describeCluster(cluster: Cluster, evidence: ProxyEvidence): ClusterRow {
  const { name, label, direction, special, virtualNode, protocol, warming, fixed, tls, healthCheck, outlierDetection } = cluster
  return {
    name, label, direction, special, virtualNode, protocol, port: portOf(cluster),
    type: cluster.type,
    state: mapKnown(warming, isWarming => isWarming ? 'warming' : mapKnown(fixed, isFixed => isFixed ? 'static' : 'active')),
    hosts: countHosts(cluster, evidence),
    tls: mapKnown(tls, describeTls), sni: mapKnown(tls, value => value?.sni),
    healthCheck: mapKnown(healthCheck, check => check === undefined ? undefined : `${check.protocol}${check.path === undefined ? '' : ` ${check.path}`} every ${check.interval} s`),
    outlierDetection: mapKnown(outlierDetection, value => value !== undefined),
    connectTimeout: cluster.connectTimeout, discoveryName: mapKnown(cluster.discoveryName, discovery => discovery), routed: cluster.routed,
  }
}

/** Where no host was given, the gauges of the statistics know how many there are. Envoy, "Cluster manager statistics", membership. */
function countHosts({ name, endpoints }: Cluster, { series }: ProxyEvidence): ClusterRow['hosts'] {
  if (isKnown(endpoints)) return { healthy: endpoints.filter(host => host.healthy).length, total: endpoints.length }
  if (!isKnown(series)) return endpoints
  const [healthy, total] = ['membership_healthy', 'membership_total'].map(metric => findStat(series.last, 'cluster', name, metric))
  return typeof healthy === 'number' && typeof total === 'number' ? { healthy, total } : endpoints
}

/** The port of the name; for names that tell none, that of its hosts where all have the same. */
export function portOf({ port, endpoints }: Cluster): number | undefined {
  if (port !== undefined || !isKnown(endpoints)) return port
  const ports = new Set(endpoints.map(endpoint => endpoint.port))
  return ports.size === 1 ? [...ports][0] : undefined
}

function describeTls(tls: UpstreamTls | undefined): string {
  if (tls === undefined) return 'none'
  return `${tls.clientCertificate ? 'mTLS' : 'TLS'}${tls.trustedCa === undefined ? ', any certificate' : ''}`
}

/** What a known value leads to; what is not known stays so. */
export function mapKnown<T, U>(value: Known<T>, map: (value: T) => Known<U>): Known<U> {
  return isKnown(value) ? map(value) : value
}
