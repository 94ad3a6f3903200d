import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** How much of each a dump has. */
export interface DumpSizes { clusters: number, routeConfigs: number, endpointsPerCluster: number }

const envoy = 'type.googleapis.com/envoy'
const updated = '2026-11-02T08:15:00.250Z'
const services = ['billing', 'stock', 'basket', 'mail', 'ratings', 'quotes', 'login', 'media']

const serviceOf = (i: number): string => `${services[i % services.length] ?? ''}-${i}`
const clusterName = (i: number): string => `cds_egress_shop_${serviceOf(i)}_http_${8000 + i % 7}`
const range = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

/** A `/config_dump?include_eds` as App Mesh's Envoys print it: same sections, same depth, every cluster with TLS from SDS. The same at every run. */
export function generateConfigDump({ clusters, routeConfigs, endpointsPerCluster }: DumpSizes): { configs: object[] } {
  return { configs: [
    { '@type': `${envoy}.admin.v3.BootstrapConfigDump`, bootstrap: makeBootstrap(), last_updated: updated },
    { '@type': `${envoy}.admin.v3.ClustersConfigDump`, version_info: '7', dynamic_active_clusters: range(clusters, makeCluster) },
    { '@type': `${envoy}.admin.v3.EndpointsConfigDump`, dynamic_endpoint_configs: range(clusters, i => makeAssignment(i, endpointsPerCluster)) },
    { '@type': `${envoy}.admin.v3.ListenersConfigDump`, version_info: '7', dynamic_listeners: [makeListener(routeConfigs)] },
    { '@type': `${envoy}.admin.v3.ScopedRoutesConfigDump` },
    { '@type': `${envoy}.admin.v3.RoutesConfigDump`, dynamic_route_configs: range(routeConfigs, i => makeRouteConfig(i, clusters)) },
    { '@type': `${envoy}.admin.v3.SecretsConfigDump`, dynamic_active_secrets: range(Math.min(clusters, 50), makeSecret) },
  ] }
}

/** Writes a dump, indented as Envoy prints it, unless it is there already; returns the file. */
export function makeConfigDumpFile(sizes: DumpSizes): string {
  const file = `.cache/bench/config-dump-${sizes.clusters}-${sizes.routeConfigs}-${sizes.endpointsPerCluster}.json`
  if (existsSync(file)) return file
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(generateConfigDump(sizes), null, 1)}\n`)
  return file
}

function makeBootstrap(): object {
  return {
    node: {
      id: 'mesh/shop/virtualNode/front', cluster: 'mesh/shop/virtualNode/front',
      user_agent_build_version: { version: { major_number: 1, minor_number: 40 } },
      extensions: range(900, i => ({ name: `envoy.filters.http.sample_${i}`, category: 'envoy.filters.http', type_urls: [`envoy.extensions.filters.http.sample_${i}.v3.Sample`] })),
    },
    admin: { address: { socket_address: { address: '0.0.0.0', port_value: 9901 } } },
    dynamic_resources: { ads_config: { api_type: 'GRPC', grpc_services: [{ google_grpc: { target_uri: 'appmesh-envoy-management.eu-west-1.amazonaws.com:443' } }] } },
  }
}

function makeCluster(i: number): object {
  const name = clusterName(i)
  const validation = {
    default_validation_context: { match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: `${serviceOf(i)}.shop.local` } }] },
    validation_context_sds_secret_config: { name: 'spiffe://shop', sds_config: { api_config_source: { api_type: 'GRPC', grpc_services: [{ envoy_grpc: { cluster_name: 'static_cluster_sds_unix_socket' } }] } } },
  }
  return { version_info: String(i % 9), cluster: {
    '@type': `${envoy}.config.cluster.v3.Cluster`, name, type: 'EDS',
    eds_cluster_config: { eds_config: { ads: {}, resource_api_version: 'V3' } },
    connect_timeout: '1s', per_connection_buffer_limit_bytes: 32768,
    health_checks: [{ timeout: '2s', interval: '5s', unhealthy_threshold: 2, healthy_threshold: 2, http_health_check: { host: `${serviceOf(i)}.shop.local`, path: '/ping' } }],
    circuit_breakers: { thresholds: [{ max_connections: 2147483647, max_pending_requests: 2147483647, max_requests: 2147483647, max_retries: 2147483647 }] },
    outlier_detection: { consecutive_5xx: 5, interval: '10s', base_ejection_time: '30s', max_ejection_percent: 50 },
    metadata: { filter_metadata: { 'aws.appmesh.aggregate_stats': { config: JSON.stringify({ tags: [{ key: 'TargetVirtualNode', value: serviceOf(i) }] }) } } },
    transport_socket: { name: 'envoy.transport_sockets.tls', typed_config: {
      '@type': `${envoy}.extensions.transport_sockets.tls.v3.UpstreamTlsContext`, sni: `${serviceOf(i)}.shop.local`,
      common_tls_context: {
        tls_params: { tls_minimum_protocol_version: 'TLSv1_2' }, alpn_protocols: ['h2', 'http/1.1'],
        tls_certificate_sds_secret_configs: [{ name: `spiffe://shop/${serviceOf(i % 50)}`, sds_config: { ads: {}, resource_api_version: 'V3' } }],
        combined_validation_context: validation,
      },
    } },
    common_lb_config: { healthy_panic_threshold: {}, locality_weighted_lb_config: {} },
    typed_extension_protocol_options: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': `${envoy}.extensions.upstreams.http.v3.HttpProtocolOptions`, explicit_http_config: { http2_protocol_options: { max_concurrent_streams: 1073741824 } },
    } },
  }, last_updated: updated }
}

function makeAssignment(i: number, count: number): object {
  const host = (j: number): object => ({
    endpoint: { address: { socket_address: { address: `10.${i % 200}.${j % 250}.${(i + j) % 250}`, port_value: 8000 + i % 7 } }, health_check_config: {}, hostname: `ip-10-${i % 200}-${j}.internal` },
    health_status: (i + j) % 40 === 0 ? 'UNHEALTHY' : 'HEALTHY',
    metadata: { filter_metadata: { 'envoy.lb': { AVAILABILITY_ZONE: `eu-west-1${'abc'[j % 3] ?? ''}`, ECS_CLUSTER_NAME: 'shop', ECS_TASK_DEFINITION_FAMILY: serviceOf(i), AWS_INSTANCE_IPV4: `10.${i % 200}.${j % 250}.1` } } },
    load_balancing_weight: 1 + j % 100,
  })
  const zone = (z: number): object => ({
    locality: { region: 'eu-west-1', zone: `eu-west-1${'abc'[z] ?? ''}`, sub_zone: `rack-${z}` },
    lb_endpoints: range(Math.ceil(count / 3), j => host(z * 100 + j)), load_balancing_weight: 33,
  })
  return { endpoint_config: { '@type': `${envoy}.config.endpoint.v3.ClusterLoadAssignment`, cluster_name: clusterName(i), endpoints: range(3, zone), policy: { overprovisioning_factor: 140 } } }
}

function makeListener(routeConfigs: number): object {
  const chain = (i: number): object => ({
    filter_chain_match: { destination_port: 1000 + i },
    filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: {
      '@type': `${envoy}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`, stat_prefix: 'egress',
      rds: { config_source: { ads: {} }, route_config_name: `rds_egress_http_${i}` },
      access_log: [{ name: 'envoy.access_loggers.file', typed_config: { '@type': `${envoy}.extensions.access_loggers.file.v3.FileAccessLog`, path: '/dev/stdout' } }],
    } }],
  })
  return { name: 'lds_egress_0.0.0.0_15001', active_state: { version_info: '7', listener: {
    '@type': `${envoy}.config.listener.v3.Listener`, name: 'lds_egress_0.0.0.0_15001', traffic_direction: 'OUTBOUND',
    address: { socket_address: { address: '0.0.0.0', port_value: 15001 } }, filter_chains: range(Math.min(routeConfigs, 100), chain),
  }, last_updated: updated } }
}

function makeRouteConfig(i: number, clusters: number): object {
  const route = (r: number): object => ({
    match: { prefix: `/v${r}/`, headers: [{ name: ':method', string_match: { exact: r % 2 === 0 ? 'GET' : 'POST' } }, { name: 'x-stage', string_match: { safe_regex: { regex: `^(blue|green)-${i % 100}\\.[a-z"]+$` } } }] },
    route: {
      weighted_clusters: { clusters: [{ name: clusterName(i % clusters), weight: 95 }, { name: clusterName((i + 1) % clusters), weight: 5 }], total_weight: 100 },
      timeout: '15s', retry_policy: { retry_on: 'reset,connect-failure,refused-stream,unavailable,retriable-status-codes', num_retries: 2, per_try_timeout: '3s', host_selection_retry_max_attempts: '5' },
    },
    metadata: { filter_metadata: { 'aws.appmesh.aggregate_stats': { config: JSON.stringify({ tags: [{ key: 'TargetVirtualService', value: `${serviceOf(i)}.shop.local` }] }) } } },
  })
  const domains = [`${serviceOf(i)}.shop.local`, `${serviceOf(i)}.shop.local:8080`, `${serviceOf(i)}.shop.svc.cluster.local`]
  return { version_info: String(i % 9), route_config: {
    '@type': `${envoy}.config.route.v3.RouteConfiguration`, name: `rds_egress_http_${i}`,
    virtual_hosts: [{ name: `${serviceOf(i)}.shop.local`, domains, routes: range(4, route) }], validate_clusters: false,
  }, last_updated: updated }
}

function makeSecret(i: number): object {
  return { name: `spiffe://shop/${serviceOf(i)}`, version_info: '3', last_updated: updated, secret: {
    '@type': `${envoy}.extensions.transport_sockets.tls.v3.Secret`, name: `spiffe://shop/${serviceOf(i)}`,
    tls_certificate: { certificate_chain: { inline_bytes: 'bm8gUEVN' }, private_key: { inline_bytes: 'W3JlZGFjdGVkXQ==' } },
  } }
}
