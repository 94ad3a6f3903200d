/** Secrets from a Unix socket of the host, as the image wires them up from APPMESH_SDS_SOCKET_PATH. */
import type { JsonObject } from '../management-server/encode.ts'

const cluster = 'static_cluster_sds_unix_socket'

/** Where a context takes such a secret from. */
export const sdsSocket: JsonObject = {
  api_config_source: { api_type: 'GRPC', transport_api_version: 'V3', grpc_services: [{ envoy_grpc: { cluster_name: cluster } }] },
  resource_api_version: 'V3',
  initial_fetch_timeout: '2s',
}

/** The bootstrap with the cluster that leads to the socket; `path` is relative to the proxy's folder. */
export function withSdsCluster(bootstrap: JsonObject, path: string): JsonObject {
  const resources = (bootstrap['static_resources'] ?? {}) as { clusters?: JsonObject[] }
  return {
    ...bootstrap,
    static_resources: {
      ...resources,
      clusters: [...resources.clusters ?? [], {
        name: cluster,
        type: 'STATIC',
        connect_timeout: '1s',
        typed_extension_protocol_options: {
          'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
            '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
            explicit_http_config: { http2_protocol_options: {} },
          },
        },
        load_assignment: { cluster_name: cluster, endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path } } } }] }] },
      }],
    },
  }
}
