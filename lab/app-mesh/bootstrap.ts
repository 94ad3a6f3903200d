/** The bootstrap that App Mesh's agent writes for a virtual node. */
import { isIP } from 'node:net'
import type { JsonObject } from '../management-server/encode.ts'
import { mesh, nodeId } from './names.ts'

/** `google_grpc` is what App Mesh's agent uses; it and `envoy_grpc` fail in different words. */
export type AdsTransport = 'google_grpc' | 'envoy_grpc'

export interface BootstrapOptions {
  node: string
  /** Availability zone. The lab's management server gives proxies of one node different resources by it. */
  zone?: string
  transport: AdsTransport
  /** Where the admin interface listens. */
  admin: { address: string, port: number }
  /** The management server: its name as the bootstrap writes it, and the loopback address where the name leads. */
  managementServer: { name: string, address: string, port: number, tls: boolean }
  /** A loopback address: no name is ever asked of the machine's own resolver. */
  dns: { address: string, port: number }
}

export const adsCluster = 'ads_cluster'

export function bootstrap(options: BootstrapOptions): JsonObject {
  const { node, admin } = options
  return {
    admin: {
      address: { socket_address: { address: admin.address, port_value: admin.port } },
      access_log: [{
        name: 'envoy.access_loggers.file',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog', path: 'envoy_admin_access.log',
        },
      }],
    },
    node: {
      id: nodeId(node),
      cluster: nodeId(node),
      ...(options.zone === undefined ? {} : { locality: { zone: options.zone } }),
      metadata: {
        'aws.appmesh.platformInfo': { k8s: false, ecs: true, supportedIPFamilies: 'IPV4' },
        'aws.appmesh.task.interfaces': { ipv4: { lo: ['127.0.0.1/8'] } },
      },
    },
    dynamic_resources: {
      lds_config: { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' },
      cds_config: { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' },
      ads_config: { api_type: 'GRPC', transport_api_version: 'V3', grpc_services: [grpcService(options)] },
    },
    ...(options.transport === 'envoy_grpc' ? { static_resources: { clusters: [managementCluster(options)] } } : {}),
    stats_config: { stats_tags: statsTags(node) },
    layered_runtime: { layers: [{ name: 'static_layer_0', static_layer: { 're2.max_program_size.error_level': 1000 } }] },
    typed_dns_resolver_config: {
      name: 'envoy.network.dns_resolver.cares',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig',
        resolvers: [{ socket_address: { address: options.dns.address, port_value: options.dns.port } }],
        dns_resolver_options: { no_default_search_domain: true },
      },
    },
  }
}

function grpcService({ transport, managementServer, dns }: BootstrapOptions): JsonObject {
  if (transport === 'envoy_grpc') return { envoy_grpc: { cluster_name: adsCluster, authority: managementServer.name } }
  return {
    google_grpc: {
      // gRPC's own resolver would ask the machine's; a target may name the resolver to ask.
      target_uri: `${isIP(managementServer.name) === 0 ? `dns://${dns.address}:${dns.port}/` : ''}${managementServer.name}:${managementServer.port}`,
      stat_prefix: 'ads',
      ...(managementServer.tls ? { channel_credentials: { ssl_credentials: { root_certs: { filename: 'certs/control-plane-ca.pem' } } } } : {}),
      channel_args: {
        args: {
          'grpc.keepalive_time_ms': { int_value: 10_000 },
          'grpc.keepalive_timeout_ms': { int_value: 20_000 },
          'grpc.http2.max_pings_without_data': { int_value: 0 },
        },
      },
    },
  }
}

const managementCluster = ({ managementServer }: BootstrapOptions): JsonObject => ({
  name: adsCluster,
  type: 'STATIC',
  connect_timeout: '1s',
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicit_http_config: { http2_protocol_options: { connection_keepalive: { interval: '10s', timeout: '20s' } } },
    },
  },
  load_assignment: {
    cluster_name: adsCluster,
    endpoints: [{
      lb_endpoints: [{
        endpoint: {
          address: { socket_address: { address: managementServer.address, port_value: managementServer.port } },
          hostname: managementServer.name,
        },
      }],
    }],
  },
  ...(managementServer.tls ? {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
        sni: managementServer.name,
        common_tls_context: { validation_context: { trusted_ca: { filename: 'certs/control-plane-ca.pem' } } },
      },
    },
  } : {}),
})

/**
 * What APPMESH_METRIC_EXTENSION_VERSION=1 adds: the tags by which labels are cut out of the extension's metrics. The extension itself is
 * in App Mesh's image alone.
 */
export const metricsExtensionTags = (node: string): JsonObject[] => [
  { tag_name: 'Mesh', fixed_value: mesh },
  { tag_name: 'VirtualNode', fixed_value: node },
  { tag_name: 'TargetVirtualNode', regex: `^appmesh${pairs}(\\.TargetVirtualNode\\.(.+?))${pairs}\\.(?:.+)$` },
  { tag_name: 'TargetVirtualService', regex: `^appmesh${pairs}(\\.TargetVirtualService\\.([^MVT]+))${pairs}\\.(?:.+)$` },
]
/** Keys and values before and after the one that is cut out. */
const pairs = '(?:\\..+?\\..+?)*'

/** Adds tags to a bootstrap's statistics. */
export function addStatsTags(standard: JsonObject, tags: readonly JsonObject[]): JsonObject {
  const { stats_tags: own } = standard.stats_config as { stats_tags: readonly JsonObject[] }
  return { ...standard, stats_config: { stats_tags: [...own, ...tags] } }
}

/** ENABLE_ENVOY_STATS_TAGS=1, and the tags that the agent always sets for listeners with a stat prefix `ingress.<protocol>.<port>`. */
const statsTags = (node: string): JsonObject[] => [
  { tag_name: 'appmesh.mesh', fixed_value: mesh },
  { tag_name: 'appmesh.virtual_node', fixed_value: node },
  { tag_name: 'appmesh.listener_protocol', regex: '^(?:http|tcp)\\.ingress\\.((http2|http|grpc|tcp)\\.)\\d+\\.' },
  { tag_name: 'appmesh.listener_port', regex: '^(?:http|tcp)\\.ingress\\.(?:http2|http|grpc|tcp)\\.((\\d+)\\.)' },
]
