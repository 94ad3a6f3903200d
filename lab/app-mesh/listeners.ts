/**
 * Listeners as App Mesh configures them. Without iptables a listener is bound where the traffic goes, not to 0.0.0.0:1500x; its
 * name stays, and the filter chain's destination_port is the bound port.
 */
import type { JsonObject } from '../management-server/encode.ts'
import { aggregateStats } from './metadata.ts'
import { allowAllCluster, amazonawsCluster, egressListener, egressRoutes, ingressListener, ingressRoutes, port } from './names.ts'

const api = 'type.googleapis.com/envoy.extensions'

/** FileAccessLog without a format: Envoy's default format applies. */
export const accessLog = (more: JsonObject = {}): JsonObject => ({
  name: 'envoy.access_loggers.file',
  typed_config: { '@type': `${api}.access_loggers.file.v3.FileAccessLog`, path: '/dev/stdout', ...more },
})

export const httpConnectionManager = (direction: 'ingress' | 'egress', routes: string, more: JsonObject = {}): JsonObject => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: {
    '@type': `${api}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: direction,
    rds: { route_config_name: routes, config_source: { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' } },
    http_filters: [{ name: 'envoy.filters.http.router', typed_config: { '@type': `${api}.filters.http.router.v3.Router` } }],
    access_log: [accessLog()],
    upgrade_configs: [{ upgrade_type: 'websocket', enabled: true }],
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
    ...more,
  },
})

export const tcpProxy = (cluster: string): JsonObject => ({
  name: 'envoy.filters.network.tcp_proxy',
  typed_config: {
    '@type': `${api}.filters.network.tcp_proxy.v3.TcpProxy`, stat_prefix: 'egress', cluster, access_log: [accessLog()],
  },
})

const originalDestination: JsonObject = {
  name: 'envoy.filters.listener.original_dst',
  typed_config: { '@type': `${api}.filters.listener.original_dst.v3.OriginalDst` },
}
/** Tells the destination of a connection as iptables and original_dst do in production: its client begins with a PROXY header. */
const proxyProtocol: JsonObject = {
  name: 'envoy.filters.listener.proxy_protocol',
  typed_config: { '@type': `${api}.filters.listener.proxy_protocol.v3.ProxyProtocol` },
}
const tlsInspector: JsonObject = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: { '@type': `${api}.filters.listener.tls_inspector.v3.TlsInspector` },
}
const everywhere = [{ address_prefix: '0.0.0.0', prefix_len: 0 }]

export interface ListenerOptions {
  /** Address that the listener is bound to. */
  address: string
  /** Port that it is bound to; the guide's 8080 unless told. */
  boundPort?: number
  /** Fields over the listener's own. */
  more?: JsonObject
}

export interface IngressOptions extends ListenerOptions {
  /** Makes it speak TLS. */
  transportSocket?: JsonObject
  /** Takes plaintext at the same port as well: what a client begins with chooses the chain. */
  permissive?: boolean
  manager?: JsonObject
}

/** The listener in front of the application. */
export const ingress = (options: IngressOptions): JsonObject => {
  const { transportSocket, permissive = false } = options
  const match = { destination_port: options.boundPort ?? port }
  const filters = [httpConnectionManager('ingress', ingressRoutes, options.manager)]
  return {
    name: ingressListener,
    address: { socket_address: { address: options.address, port_value: options.boundPort ?? port } },
    filter_chains: [
      {
        filter_chain_match: permissive ? { ...match, transport_protocol: 'tls' } : match,
        filters,
        ...(transportSocket === undefined ? {} : { transport_socket: transportSocket }),
      },
      ...(permissive ? [{ filter_chain_match: match, filters }] : []),
    ],
    listener_filters: [originalDestination, ...(permissive ? [tlsInspector] : [])],
    traffic_direction: 'INBOUND',
    metadata: aggregateStats({}),
    ...options.more,
  }
}

export interface EgressOptions extends ListenerOptions {
  /** It has a chain for the backends' port. */
  backends: boolean
  manager?: JsonObject
  /** Its connections are redirected: it goes by where they were meant for, not by where they arrive. */
  intercepted?: boolean
  /** DROP_ALL: nothing leads out of the mesh but to Amazon's names. */
  closed?: boolean
}

/** The listener for what leaves the application: one chain for the backends' port, then Amazon's names, then everything else. */
export const egress = (options: EgressOptions): JsonObject => ({
  name: egressListener,
  address: { socket_address: { address: options.address, port_value: options.boundPort ?? port } },
  filter_chains: [
    ...(options.backends ? [{
      filter_chain_match: { destination_port: port },
      filters: [httpConnectionManager('egress', egressRoutes, options.manager)],
    }] : []),
    {
      filter_chain_match: { prefix_ranges: everywhere, destination_port: 443, server_names: ['*.amazonaws.com'] },
      filters: [tcpProxy(amazonawsCluster)],
    },
    ...(options.closed === true ? [] : [
      { filter_chain_match: { prefix_ranges: everywhere }, filters: [tcpProxy(allowAllCluster)] },
      { filter_chain_match: { prefix_ranges: everywhere, destination_port: 443 }, filters: [tcpProxy(allowAllCluster)] },
    ]),
  ],
  listener_filters: [options.intercepted === true ? proxyProtocol : originalDestination, tlsInspector],
  traffic_direction: 'OUTBOUND',
  metadata: aggregateStats({}),
  ...options.more,
})
