import { isKnown } from '../../evidence/absent.ts'
import type { Cluster, RecordOf, RouteConfig } from '../../evidence/schema.ts'
import type { SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isSet, itemsAt, millisecondsAt, numberAt, textAt } from '../spec.ts'
import type { Differences } from './difference.ts'

/** What stands for "no limit"; older images of App Mesh left Envoy's own 1024. Source: captures; User Guide, Virtual nodes: connection pool. */
const unlimited: ReadonlySet<number> = new Set([2147483647, 1024])
/** App Mesh's and Envoy's default (User Guide, Virtual nodes: timeouts). Seconds. */
const defaultTimeout = 15

/**
 * What a listener of a virtual node says of the way from its Envoy to the application: the connection pool is the circuit breaker of the ingress
 * cluster, the request timeout that of the ingress routes. Source: User Guide, Virtual nodes; App Mesh examples, circuit breakers.
 */
export function compareApplication(spec: SpecValue, clusters: readonly Cluster[], configs: readonly RouteConfig[], found: Differences): void {
  for (const { item } of itemsAt(at(spec, 'listeners'), '')) {
    const port = numberAt(item, 'portMapping', 'port')
    const protocol = textAt(item, 'portMapping', 'protocol')
    if (port === undefined || protocol === undefined) continue
    const of = `listener :${port}`
    const cluster = clusters.find(candidate => candidate.direction === 'ingress' && candidate.special === '' && candidate.port === port)
    if (cluster !== undefined && isKnown(cluster.thresholds)) comparePool(at(item, 'connectionPool', protocol), cluster.thresholds, of, found)
    if (isSet(item, 'timeout', protocol, 'idle')) found.notCompared.add('idle timeouts of listeners: the evidence of an Envoy does not hold them')
    const routes = configs.filter(({ name }) => name === `rds_ingress_http_${port}`).flatMap(({ virtualHosts }) => virtualHosts).flatMap(host => host.routes)
    const [route] = routes.filter(({ action }) => action === 'route')
    if (protocol !== 'tcp' && route !== undefined) {
      found.compare(of, 'request timeout (s)', route.timeout, (millisecondsAt(item, 'timeout', protocol, 'perRequest') ?? defaultTimeout * 1000) / 1000)
    }
  }
}

const limits = ['maxConnections', 'maxPendingRequests', 'maxRequests'] as const

function comparePool(pool: SpecValue | undefined, thresholds: readonly RecordOf<'Threshold'>[], of: string, found: Differences): void {
  const acting = thresholds.find(({ priority }) => priority === 'DEFAULT')
  if (acting === undefined) return
  for (const limit of limits) {
    const said = numberAt(pool, limit)
    const limited = unlimited.has(acting[limit]) && acting[limit] !== said ? undefined : acting[limit]
    found.compare(of, `connection pool, ${limit}`, limited, said)
  }
}
