import assert from 'node:assert/strict'
import { Absent, demand } from '../../../../src/evidence/absent.ts'
import type { ConfiguredCluster } from '../../../../src/evidence/parts.ts'
import { admin, clusterDump, listenerDump, readDump, routeDump, sectionOf } from './read-text.ts'

function readCluster(cluster: object): ConfiguredCluster {
  const [read] = readDump(clusterDump({ name: 'c', connect_timeout: '0.250s', ...cluster })).part.clusters
  assert.ok(read !== undefined)
  return read
}

const defaults = { maxConnections: 1024, maxPendingRequests: 1024, maxRequests: 1024, maxRetries: 3 }

describe('clusters of a config_dump', () => {
  const types: readonly (readonly [object, unknown, string | undefined])[] = [
    [{}, 'STATIC', undefined],
    [{ type: 'EDS' }, 'EDS', 'c'],
    [{ type: 'EDS', eds_cluster_config: { service_name: 'svc' } }, 'EDS', 'svc'],
    [{ type: 'LOGICAL_DNS', load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: 'a.shop.local.', port_value: 80 } } } }] }] } }, 'LOGICAL_DNS', 'a.shop.local.'],
    [{ cluster_type: { name: 'envoy.cluster.original_dst' } }, 'ORIGINAL_DST', undefined],
    [{ cluster_type: { name: 'envoy.cluster.dns', typed_config: { all_addresses_in_single_endpoint: true } } }, 'LOGICAL_DNS', undefined],
    [{ cluster_type: { name: 'envoy.clusters.aggregate' } }, 'envoy.clusters.aggregate', undefined],
  ]
  for (const [given, type, discoveryName] of types) {
    it(`${JSON.stringify(given)} is discovered by ${String(type)} ${discoveryName ?? ''}`, () => {
      const read = readCluster(given)
      assert.deepEqual([read.type, read.discoveryName], [type, discoveryName])
    })
  }

  it('knows the address family that DNS is asked for, AUTO where nothing says so', () => {
    assert.equal(readCluster({ type: 'LOGICAL_DNS' }).dnsLookupFamily, 'AUTO')
    assert.equal(readCluster({ type: 'STRICT_DNS', dns_lookup_family: 'V4_ONLY' }).dnsLookupFamily, 'V4_ONLY')
    assert.equal(readCluster({ cluster_type: { name: 'envoy.cluster.dns', typed_config: { dns_lookup_family: 'V6_ONLY' } } }).dnsLookupFamily, 'V6_ONLY')
    assert.equal(readCluster({ type: 'EDS' }).dnsLookupFamily, undefined)
  })

  it('fills in what Envoy leaves out', () => {
    const [read] = readDump(clusterDump({ name: 'c', type: 'STATIC', outlier_detection: {}, circuit_breakers: { thresholds: [{ max_retries: 4294967295 }, { priority: 'HIGH', max_connections: 7 }] } })).part.clusters
    assert.equal(read?.connectTimeout, 5)
    assert.deepEqual(read.outlierDetection, { consecutive5xx: 5, interval: 10, baseEjectionTime: 30, maxEjectionPercent: 10 })
    assert.deepEqual(read.thresholds, [{ priority: 'DEFAULT', ...defaults, maxRetries: 4294967295 }, { priority: 'HIGH', ...defaults, maxConnections: 7 }])
    assert.deepEqual(readCluster({}).thresholds, [{ priority: 'DEFAULT', ...defaults }, { priority: 'HIGH', ...defaults }])
    assert.equal(readCluster({}).outlierDetection, undefined)
  })

  it('gives a name once: what traffic meets, and that an update of it is warming', () => {
    const { part } = readDump(sectionOf('ClustersConfigDump', {
      dynamic_active_clusters: [{ cluster: { name: 'c', connect_timeout: '1s' } }],
      dynamic_warming_clusters: [{ cluster: { name: 'c', connect_timeout: '2s' } }, { cluster: { name: 'w', connect_timeout: '2s' } }],
    }))
    assert.deepEqual(part.clusters.map(({ name, warming, connectTimeout }) => [name, warming, connectTimeout]), [['c', true, 1], ['w', true, 2]])
  })

  it("reads App Mesh's tag", () => {
    const tagged = (config: unknown): unknown => readCluster({ metadata: { filter_metadata: { 'aws.appmesh.aggregate_stats': { config } } } }).targetVirtualNode
    assert.equal(tagged('{"tags":[{"key":"TargetVirtualNode","value":"payments"}]}'), 'payments')
    assert.equal(tagged('{"tags":[]}'), undefined)
    assert.equal(tagged('{"tags":'), undefined)
  })

  it('gives endpoints under the cluster and under its service name', () => {
    const { part } = readDump({ configs: [
      ...(clusterDump({ name: 'c', type: 'EDS', eds_cluster_config: { service_name: 'svc' } }) as { configs: object[] }).configs,
      { '@type': `${admin}.EndpointsConfigDump`, dynamic_endpoint_configs: [{ endpoint_config: { cluster_name: 'svc', endpoints: [
        { lb_endpoints: [{ endpoint: { address: { socket_address: { address: '10.0.0.1', port_value: 80 } }, hostname: 'h' }, health_status: 'HEALTHY' }] },
        { lb_endpoints: [{ endpoint: { address: { pipe: { path: '/run/a.sock' } } }, health_status: 'UNHEALTHY' }, { endpoint: { address: { socket_address: { address: '::1', port_value: 81 } } }, health_status: 'DRAINING' }] },
      ] } }] },
    ] })
    const expected = [
      { address: '10.0.0.1', port: 80, hostname: 'h', healthy: true, state: 'healthy', flags: [] },
      { address: '/run/a.sock', port: 0, hostname: undefined, healthy: false, state: 'unhealthy', flags: ['unhealthy'] },
      { address: '::1', port: 81, hostname: undefined, healthy: false, state: 'draining by discovery', flags: ['draining'] },
    ]
    assert.deepEqual(part.endpoints?.get('svc'), expected)
    assert.deepEqual(part.endpoints.get('c'), expected)
    assert.equal(part.endpoints.get('x'), undefined)
    assert.deepEqual([...part.endpoints.keys()], ['svc', 'c'])
  })
})

describe('listeners of a config_dump', () => {
  const addresses: readonly (readonly [object, string])[] = [
    [{ address: { socket_address: { address: '0.0.0.0', port_value: 15000 } } }, '0.0.0.0_15000'],
    [{ address: { socket_address: { address: '::', port_value: 8080 } } }, '[__]_8080'],
    [{ address: { socket_address: { address: '0:0:0:0:0:0:0:1', port_value: 8080 } } }, '[__1]_8080'],
    [{ address: { socket_address: { address: '0.0.0.0', port_value: 1 } }, stat_prefix: 'front' }, 'front'],
    [{ address: { pipe: { path: '/run/l.sock' } } }, '/run/l.sock'],
  ]
  for (const [given, statName] of addresses) {
    it(`counts under ${statName}`, () => assert.equal(readDump(listenerDump(given)).part.listeners[0]?.statName, statName))
  }

  it('gives each name once: active before warming before draining, and what was refused', () => {
    const version = (port: number): object => ({ listener: { address: { socket_address: { address: '0.0.0.0', port_value: port } }, filter_chains: [{}] } })
    const failed = { '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener', name: 'r', address: { socket_address: { address: '0.0.0.0', port_value: 80 } } }
    const { part } = readDump(sectionOf('ListenersConfigDump', { version_info: '7', dynamic_listeners: [
      { name: 'a', warming_state: version(2), active_state: version(1), error_state: { details: 'bad', last_update_attempt: '2026-11-02T08:15:00Z' } },
      { name: 'w', warming_state: version(3) }, { name: 'd', draining_state: version(4) },
      { name: 'r', error_state: { failed_configuration: failed, details: 'cannot bind' } },
      { error_state: { failed_configuration: failed, details: 'cannot bind' } },
      { error_state: { details: 'other' } },
    ] }))
    assert.deepEqual(part.listeners.map(({ name, state, port }) => [name, state, port]), [['a', 'active', 1], ['w', 'warming', 3], ['d', 'draining', 4], ['r', 'rejected', 80]])
    assert.deepEqual(part.rejections.map(({ type, resource, reason }) => [type, resource, reason]), [['lds', 'a', 'bad'], ['lds', 'r', 'cannot bind'], ['lds', undefined, 'other']])
    assert.equal(part.newestUpdate, Date.parse('2026-11-02T08:15:00Z'))
    assert.equal(part.versionInfo.lds, '7')
  })

  it('reads chains: match, kind, routes, clusters and access logs', () => {
    const type = (name: string): string => `type.googleapis.com/envoy.extensions.filters.network.${name}`
    const log = (config: object): object => ({ name: 'envoy.access_loggers.file', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog', path: '/dev/stdout', ...config } })
    const { part } = readDump(listenerDump({ traffic_direction: 'INBOUND', filter_chains: [
      {
        filter_chain_match: { destination_port: 443, prefix_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }], server_names: ['a.b'], transport_protocol: 'tls', application_protocols: ['h2'] },
        filters: [{ name: 'rbac' }, { name: 'hcm', typed_config: { '@type': type('http_connection_manager.v3.HttpConnectionManager'), stat_prefix: 'ingress', rds: { route_config_name: 'rc' }, access_log: [log({})] } }],
      },
      { filters: [{ name: 'x', typed_config: { '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct', type_url: type('http_connection_manager.v3.HttpConnectionManager'), value: {
        stat_prefix: 's', route_config: { name: 'own', virtual_hosts: [{ name: 'v', domains: ['*'] }] }, access_log: [log({ log_format: { json_format: { code: '%RESPONSE_CODE%' } } })],
      } } }] },
      { filters: [{ name: 'envoy.tcp_proxy', typed_config: { '@type': type('tcp_proxy.v3.TcpProxy'), stat_prefix: 't', cluster: 'c', access_log: [log({ log_format: { text_format_source: { inline_string: '%BYTES_SENT%\n' } } })] } }] },
      { filters: [{ name: 'mongo', typed_config: { '@type': type('mongo_proxy.v3.MongoProxy'), stat_prefix: 'm' } }] },
    ], default_filter_chain: { filters: [{ name: 'envoy.tcp_proxy', typed_config: { '@type': type('tcp_proxy.v3.TcpProxy'), weighted_clusters: { clusters: [{ name: 'a', weight: 1 }, { name: 'b', weight: 9 }] } } }] } }))
    const [listener] = part.listeners
    assert.ok(listener !== undefined && !(listener.chains instanceof Absent))
    assert.equal(listener.direction, 'ingress')
    assert.deepEqual(listener.chains[0], {
      destinationPort: 443, prefixRanges: ['10.0.0.0/8'], serverNames: ['a.b'], transportProtocol: 'tls', applicationProtocols: ['h2'],
      kind: 'http', statPrefix: 'ingress', routeConfig: 'rc', cluster: undefined, accessLog: true, accessLogFormat: undefined, tls: undefined,
    })
    assert.deepEqual(listener.chains.map(({ kind, routeConfig, cluster, accessLogFormat }) => [kind, routeConfig, cluster, accessLogFormat]), [
      ['http', 'rc', undefined, undefined], ['http', 'own', undefined, '{"code":"%RESPONSE_CODE%"}'], ['tcp', undefined, 'c', '%BYTES_SENT%\n'],
      ['mongo', undefined, undefined, undefined], ['tcp', undefined, 'b', undefined],
    ])
    assert.deepEqual(part.routeConfigs.map(({ name, virtualHosts }) => [name, virtualHosts[0]?.used]), [['own', true]])
  })
})

describe('routes of a config_dump', () => {
  const matches: readonly (readonly [object, string])[] = [
    [{ prefix: '/' }, 'prefix /'],
    [{ path: '/health', case_sensitive: false }, 'path /health, case-insensitive'],
    [{ safe_regex: { regex: '/v[0-9]+' } }, 'regex /v[0-9]+'],
    [{ path_separated_prefix: '/api' }, 'prefix /api, whole path segments'],
    [{ connect_matcher: {} }, 'CONNECT'],
    [{}, 'any path'],
    [{ prefix: '/', headers: [{ name: ':method', string_match: { exact: 'GET' } }, { name: 'x', exact_match: 'y', invert_match: true }] }, 'prefix /, header :method = GET, header x != y'],
    [{ prefix: '/', headers: [{ name: 'a', present_match: true }, { name: 'b', present_match: true, invert_match: true }, { name: 'c', range_match: { end: '5' } }] }, 'prefix /, header a, no header b, header c from 0 to below 5'],
    [{ prefix: '/', query_parameters: [{ name: 'q', string_match: { prefix: 'z' } }, { name: 'r', present_match: true }], grpc: {} }, 'prefix /, query q begins with z, query r, grpc'],
    [{ prefix: '/', runtime_fraction: { default_value: { numerator: 25, denominator: 'HUNDRED' } } }, 'prefix /, 25 % of requests'],
  ]
  for (const [match, said] of matches) {
    it(`matches ${said}`, () => {
      const [route] = readDump(routeDump({ match, route: { cluster: 'c' } })).part.routeConfigs[0]?.virtualHosts[0]?.routes ?? []
      assert.equal(route?.match, said)
      assert.equal([route.match.split(', ')[0], ...route.conditions].join(', '), said)
    })
  }

  it('reads targets, timeouts and retries with their defaults', () => {
    const { part } = readDump(sectionOf('RoutesConfigDump', { dynamic_route_configs: [{ route_config: { name: 'rc', virtual_hosts: [{ name: 'v', domains: ['a'], retry_policy: { retry_on: '5xx' }, routes: [
      { match: { prefix: '/' }, route: { cluster: 'c' } },
      { match: { prefix: '/' }, route: { weighted_clusters: { clusters: [{ name: 'a', weight: 90 }, { name: 'b' }] }, timeout: '0s', retry_policy: { retry_on: 'reset', num_retries: 0, per_try_timeout: '1.500s' } } },
      { match: { prefix: '/' }, redirect: { https_redirect: true } },
      { match: { prefix: '/' }, direct_response: { status: 503 } },
    ] }, { name: 'empty', domains: ['b'] }] } }] }))
    const [host, empty] = part.routeConfigs[0]?.virtualHosts ?? []
    assert.deepEqual(host?.routes.map(({ action, clusters, weights, timeout, retryOn, retries, perTryTimeout }) => [action, clusters, weights, timeout, retryOn, retries, perTryTimeout]), [
      ['route', ['c'], [100], 15, '5xx', 1, undefined],
      ['route', ['a', 'b'], [90, 0], 0, 'reset', 0, 1.5],
      ['redirect', [], [], 15, undefined, undefined, undefined],
      ['direct_response', [], [], 15, undefined, undefined, undefined],
    ])
    assert.deepEqual(empty?.routes, [])
  })

  it('reads what the prefix and the host become', () => {
    const { part } = readDump(routeDump({ match: { prefix: '/a/' }, route: { cluster: 'c', prefix_rewrite: '/', host_rewrite_literal: 'c.shop.local' } }))
    const [route] = part.routeConfigs[0]?.virtualHosts[0]?.routes ?? []
    assert.deepEqual([route?.prefixRewrite, route?.hostRewrite], ['/', 'c.shop.local'])
  })

  it('tells used virtual hosts from unused ones where the listeners are known', () => {
    const routes = (routeDump({ match: { prefix: '/' }, route: { cluster: 'c' } }) as { configs: object[] }).configs
    const hcm = (config: object): object => ({ filters: [{ name: 'envoy.http_connection_manager', config }] })
    const used = (...more: object[]): unknown => readDump({ configs: [...routes, ...more] }).part.routeConfigs[0]?.virtualHosts[0]?.used
    const listening = (config: object): object => (listenerDump({ filter_chains: [hcm(config)] }) as { configs: object[] }).configs[0] ?? {}
    assert.equal(used(), true)
    assert.equal(used(listening({ rds: { route_config_name: 'rc' } })), true)
    assert.equal(used(listening({ rds: { route_config_name: 'other' } })), false)
    assert.equal(used(listening({ scoped_routes: {} }), { '@type': `${admin}.ScopedRoutesConfigDump`, dynamic_scoped_route_configs: [{ name: 's', scoped_route_configs: [{ route_configuration_name: 'rc' }] }] }), true)
  })

  it('takes routes out of a matcher tree', () => {
    const action = { name: 'route', typed_config: { '@type': 'type.googleapis.com/envoy.config.route.v3.Route', match: { prefix: '/t' }, route: { cluster: 'deep' } } }
    const { part } = readDump({ '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration', name: 'rc', virtual_hosts: [{ name: 'v', domains: ['*'], matcher: { matcher_tree: { exact_match_map: { map: { x: { action } } } } } }] })
    assert.deepEqual(part.routeConfigs[0]?.virtualHosts[0]?.routes.map(route => [route.match, route.clusters]), [['matcher, prefix /t', ['deep']]])
  })
})

describe('bootstrap and secrets of a config_dump', () => {
  const bootstrapOf = (bootstrap: object): object => ({ configs: [{ '@type': `${admin}.BootstrapConfigDump`, bootstrap, last_updated: '2026-11-02T08:15:00.250Z' }] })

  it('reads the node, the admin address and the moment of start', () => {
    const { part } = readDump(bootstrapOf({
      node: { id: 'mesh/m/virtualNode/n', cluster: 'k', metadata: { a: 1 }, user_agent_build_version: { version: { major_number: 1, minor_number: 40 } } },
      admin: { address: { socket_address: { address: '::', port_value: 9901 } } }, stats_config: { stats_matcher: { inclusion_list: {} } },
    }))
    assert.deepEqual(part.bootstrap, {
      nodeId: 'mesh/m/virtualNode/n', nodeCluster: 'k', nodeMetadata: { a: 1 }, version: '1.40.0', adminAddress: '[::]:9901', controlPlanes: [],
      lastUpdated: Date.parse('2026-11-02T08:15:00.250Z'), hasStatsMatcher: true, statsTags: [],
    })
    assert.equal(readDump(bootstrapOf({ node: { build_version: 'ae8c/1.9.0/Clean/DEBUG/BoringSSL' } })).part.bootstrap?.version, '1.9.0')
  })

  const sources: readonly (readonly [object, unknown])[] = [
    [{ ads_config: { grpc_services: [{ google_grpc: { target_uri: 'a:443' } }] } }, { transport: 'google_grpc', address: 'a:443', cluster: undefined, authority: undefined }],
    [{ ads_config: { grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }] } }, { transport: 'envoy_grpc', address: 'cp.local:18000', cluster: 'xds', authority: 'cp.sni' }],
    [{ cds_config: { path_config_source: { path: '/etc/cds.yaml' } } }, { transport: 'path', address: '/etc/cds.yaml', cluster: undefined, authority: undefined }],
    [{ cds_config: { ads: {} }, lds_config: { api_config_source: { api_type: 'REST', cluster_names: ['unknown'] } } }, { transport: 'rest', address: undefined, cluster: 'unknown', authority: undefined }],
  ]
  for (const [dynamic_resources, expected] of sources) {
    it(`finds the control plane of ${JSON.stringify(dynamic_resources)}`, () => {
      const clusters = [{
        name: 'xds', load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: 'cp.local', port_value: 18000 } } } }] }] },
        transport_socket: { name: 'tls', typed_config: { '@type': 'x.UpstreamTlsContext', sni: 'cp.sni' } },
      }]
      assert.deepEqual(readDump(bootstrapOf({ dynamic_resources, static_resources: { clusters } })).part.bootstrap?.controlPlanes, [expected])
    })
  }

  it('reads secrets with their state', () => {
    const { part } = readDump(sectionOf('SecretsConfigDump', {
      static_secrets: [{ name: 's', secret: { generic_secret: {} } }],
      dynamic_active_secrets: [{ name: 'a', version_info: '3', last_updated: '2026-11-02T08:15:00Z', secret: { tls_certificate: { private_key: { inline_string: '[redacted]' } } } }],
      dynamic_warming_secrets: [{ name: 'w', version_info: 'uninitialized', secret: { name: 'w' } }],
    }))
    assert.deepEqual(part.secrets, [
      { name: 's', state: 'static', kind: 'generic', sans: [], version: undefined, updatedAt: undefined },
      { name: 'a', state: 'active', kind: 'tls_certificate', sans: [], version: '3', updatedAt: new Date('2026-11-02T08:15:00Z') },
      { name: 'w', state: 'warming', kind: undefined, sans: [], version: undefined, updatedAt: undefined },
    ])
    assert.ok(!JSON.stringify(part).includes('[redacted]'))
  })

  it('demands nothing that is not known', () => {
    const [cluster] = readDump(clusterDump({ name: 'only' })).part.clusters
    assert.throws(() => demand(cluster?.connectTimeout ?? 0), Absent)
  })
})
