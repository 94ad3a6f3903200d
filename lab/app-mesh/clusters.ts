/** Clusters as App Mesh configures them. */
import type { JsonObject } from '../management-server/encode.ts'
import { allowAllCluster, amazonawsCluster, egressCluster, ingressCluster, port } from './names.ts'
import { aggregateStats } from './metadata.ts'

export interface Endpoint { address: string, port?: number }

const ads = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' } as const
const unlimited = 2147483647

/** The default priority has no limits; the high one keeps Envoy's own. */
const circuitBreakers: JsonObject = {
  thresholds: [{ max_connections: unlimited, max_pending_requests: unlimited, max_requests: unlimited, max_retries: unlimited }],
}

/** Of a cluster that opens a connection for every request. */
export const oneRequestAConnection: JsonObject = {
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      common_http_protocol_options: { max_requests_per_connection: 1 },
      explicit_http_config: { http_protocol_options: {} },
    },
  },
}

/** A backend found through Cloud Map: its hosts come by EDS. */
export const edsCluster = (node: string, more: JsonObject = {}): JsonObject => ({
  name: egressCluster(node),
  type: 'EDS',
  eds_cluster_config: { eds_config: ads },
  connect_timeout: '1s',
  circuit_breakers: circuitBreakers,
  metadata: aggregateStats({ TargetVirtualNode: node }),
  ...more,
})

/** A backend found by DNS: the name with a trailing dot. */
export const dnsCluster = (node: string, hostname: string, more: JsonObject = {}): JsonObject => ({
  name: egressCluster(node),
  type: 'LOGICAL_DNS',
  connect_timeout: '1s',
  dns_lookup_family: 'V4_ONLY',
  load_assignment: hosts(egressCluster(node), [{ address: `${hostname}.`, port }]),
  circuit_breakers: circuitBreakers,
  metadata: aggregateStats({ TargetVirtualNode: node }),
  ...more,
})

/** The application beside the proxy. App Mesh gives 127.0.0.1; here it has an address of its own. */
export const applicationCluster = (node: string, application: Endpoint, more: JsonObject = {}): JsonObject => ({
  name: ingressCluster(node),
  type: 'STATIC',
  connect_timeout: '0.250s',
  load_assignment: hosts(ingressCluster(node), [application]),
  circuit_breakers: circuitBreakers,
  metadata: aggregateStats({}),
  ...more,
})

/** The two clusters that let traffic out of the mesh. */
export const passThroughClusters = (): JsonObject[] => [amazonawsCluster, allowAllCluster].map(name => ({
  name,
  type: 'ORIGINAL_DST',
  lb_policy: 'CLUSTER_PROVIDED',
  connect_timeout: '1s',
  circuit_breakers: circuitBreakers,
  metadata: aggregateStats({}),
}))

/** A ClusterLoadAssignment. */
export const hosts = (clusterName: string, endpoints: readonly Endpoint[]): JsonObject => ({
  cluster_name: clusterName,
  endpoints: endpoints.length === 0 ? [] : [{
    lb_endpoints: endpoints.map(endpoint => ({
      endpoint: { address: { socket_address: { address: endpoint.address, port_value: endpoint.port ?? port } } },
    })),
  }],
})

/** Active health check as a virtual node's listener asks for it. */
export const healthCheck = (path = '/ping'): JsonObject => ({
  timeout: '2s',
  interval: '5s',
  unhealthy_threshold: 2,
  healthy_threshold: 2,
  http_health_check: { path },
})
