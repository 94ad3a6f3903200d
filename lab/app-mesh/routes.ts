/** Route configurations as App Mesh configures them: routes have no names, virtual hosts have the virtual service's. */
import type { JsonObject } from '../management-server/encode.ts'
import { aggregateStats } from './metadata.ts'
import { egressCluster, egressRoutes, ingressCluster, ingressRoutes, port, virtualService } from './names.ts'

/** The policy that App Mesh gives a route without one of its own (User Guide, default route retry policy): two retries. */
export const defaultRetries: JsonObject = {
  retry_on: 'reset,connect-failure,refused-stream,unavailable,retriable-status-codes',
  num_retries: 2,
  retriable_status_codes: [503],
  retry_host_predicate: [{
    name: 'envoy.retry_host_predicates.previous_hosts',
    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate' },
  }],
  host_selection_retry_max_attempts: 5,
}

/** A route of a virtual service whose router sends everything that matches to one virtual node. */
export const routeTo = (node: string, service: string, match: JsonObject = { prefix: '/' }, more: JsonObject = {}): JsonObject => ({
  match,
  route: {
    weighted_clusters: { clusters: [{ name: egressCluster(node), weight: 100 }] },
    timeout: '15s',
    retry_policy: defaultRetries,
    ...more,
  },
  metadata: aggregateStats({ TargetVirtualService: service }),
})

/** The virtual host of a virtual service. Without routes it has no `routes` at all. */
export const virtualHost = (service: string, routes: readonly JsonObject[]): JsonObject => ({
  name: service,
  domains: [service, `${service}:${port}`],
  ...(routes.length === 0 ? {} : { routes }),
})

export const egressRouteConfiguration = (virtualHosts: readonly JsonObject[]): JsonObject =>
  ({ name: egressRoutes, virtual_hosts: virtualHosts })

/** Everything that reaches a virtual node goes to its application. */
export const ingressRouteConfiguration = (node: string): JsonObject => ({
  name: ingressRoutes,
  virtual_hosts: [{
    name: ingressRoutes,
    domains: ['*'],
    routes: [{ match: { prefix: '/' }, route: { cluster: ingressCluster(node), timeout: '15s' } }],
  }],
})

/** What `checkout` has for its one backend. */
export const backendRoutes = (node: string): JsonObject =>
  egressRouteConfiguration([virtualHost(virtualService(node), [routeTo(node, virtualService(node))])])
