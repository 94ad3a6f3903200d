import { Absent, isKnown, type Known } from '../evidence/absent.ts'
import { readGrowth } from '../evidence/growth.ts'
import type { ProxyEvidence } from '../evidence/proxy-evidence.ts'
import type { Cluster, Endpoint } from '../evidence/schema.ts'
import { readStat } from '../evidence/stats.ts'
import { portOf } from './clusters.ts'
import { demandProxy } from './demand-proxy.ts'
import { selectRows, type Selection } from './selection.ts'
import type { Table } from './sheet.ts'

/** One host of a cluster; a cluster without hosts has one row all the same. */
export interface EndpointRow {
  cluster: string
  /** What App Mesh's name says of the cluster. */
  label: string
  direction: string
  protocol: string | undefined
  /** Unset: the cluster has no host. */
  address: string | undefined
  port: number | undefined
  hostname: string | undefined
  /** Envoy would choose it, panic aside. Unset where there is no host. */
  healthy: Known<boolean | undefined>
  /** `healthy`, or each reason against it: `fails its health check and ejected by outlier detection`; `no host`. */
  state: Known<string>
  /** Envoy's own words: `failed_active_hc`. */
  flags: readonly string[]
  /** The cluster chose among all its hosts, healthy or not, between the two samples (`lb_healthy_panic` grew). */
  panic: Known<boolean>
  /** `lb_healthy_panic` since the start. */
  panics: Known<number>
}

/** The metrics that tell of panic. Envoy, "Cluster manager statistics", load balancer statistics. */
export const panicMetrics: readonly string[] = ['lb_healthy_panic']

/** Every host that a proxy knows, with the reasons against it. */
export function listEndpoints(evidence: ProxyEvidence, selection: Selection): Known<Table<EndpointRow>> {
  const clusters = demandProxy(evidence, proxy => proxy.clusters)
  if (!isKnown(clusters)) return clusters
  const [unknown] = clusters.flatMap(({ endpoints }) => isKnown(endpoints) ? [] : [endpoints])
  if (unknown !== undefined && !clusters.some(({ endpoints }) => isKnown(endpoints))) return unknown
  const notes = evidence.given.has('clusters') || !evidence.given.has('config_dump') ? []
    : ['States are those of config_dump, which does not tell who found a host unhealthy; /clusters does.']
  return selectRows(clusters.flatMap(cluster => describeHosts(cluster, evidence)), selection, ({ cluster, label, direction, address, hostname, port, state, flags, healthy, panic }) => ({
    names: [cluster, label, address, hostname, address === undefined || port === undefined ? undefined : `${address}:${port}`], direction, port,
    status: isKnown(state) && isKnown(healthy) && healthy !== undefined ? [state, healthy ? 'healthy' : 'unhealthy', ...flags, ...panic === true ? ['panic'] : []] : isKnown(state) ? [state] : state,
  }), notes)
}

function describeHosts(cluster: Cluster, evidence: ProxyEvidence): EndpointRow[] {
  const { name, label, direction, protocol, endpoints } = cluster
  const own = { cluster: name, label, direction, protocol, ...readPanic(name, evidence) }
  const nobody = { ...own, address: undefined, port: portOf(cluster), hostname: undefined, flags: [] }
  if (!isKnown(endpoints)) return [{ ...nobody, healthy: endpoints, state: endpoints }]
  if (endpoints.length === 0) return [{ ...nobody, healthy: undefined, state: describeNobody(cluster) }]
  return endpoints.map(endpoint => ({ ...own, ...describeHost(endpoint) }))
}

/** Hosts of ORIGINAL_DST clusters come and go with connections. Envoy, "Service discovery", original destination. */
function describeNobody({ type, special, warming }: Cluster): string {
  if (warming === true) return 'no host yet: the cluster is warming'
  return type === 'ORIGINAL_DST' || special === 'mesh-allow-all' ? 'no host (each connection brings its own)' : 'no host'
}

function describeHost({ address, port, hostname, healthy, state, flags }: Endpoint): Pick<EndpointRow, 'address' | 'port' | 'hostname' | 'healthy' | 'state' | 'flags'> {
  // The path of a socket has no port.
  return { address, port: address.startsWith('/') ? undefined : port, hostname, healthy, state, flags }
}

function readPanic(cluster: string, { series }: ProxyEvidence): Pick<EndpointRow, 'panic' | 'panics'> {
  if (!isKnown(series)) return { panic: series, panics: series }
  const [metric = ''] = panicMetrics
  return {
    panic: attempt(() => readGrowth(series, 'cluster', cluster, metric).delta > 0),
    panics: attempt(() => Number(readStat(series.last, 'cluster', cluster, metric))),
  }
}

/** What is read, or the reason that reading it threw. */
function attempt<T>(read: () => T): Known<T> {
  try {
    return read()
  } catch (error) {
    if (error instanceof Absent) return error
    throw error
  }
}
