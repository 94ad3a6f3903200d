/** What the elements of one array of a config_dump are. */
export type Element =
  | { section: 'ClustersConfigDump', origin: 'static' | 'active' | 'warming' }
  | { section: 'ListenersConfigDump', origin: 'static' | 'dynamic' | 'active' | 'warming' | 'draining' }
  | { section: 'RoutesConfigDump' }
  | { section: 'ScopedRoutesConfigDump' }
  | { section: 'EndpointsConfigDump' }
  | { section: 'SecretsConfigDump', origin: 'static' | 'active' | 'warming' }

/**
 * The arrays that are read, by their field's name, which is unique over all sections. Every other array is passed over
 * unparsed. Source: Envoy, admin.v3 config_dump.proto and config_dump_shared.proto; the last three are those of v2alpha.
 */
const arrays: Readonly<Record<string, Element>> = {
  static_clusters: { section: 'ClustersConfigDump', origin: 'static' },
  dynamic_active_clusters: { section: 'ClustersConfigDump', origin: 'active' },
  dynamic_warming_clusters: { section: 'ClustersConfigDump', origin: 'warming' },
  static_listeners: { section: 'ListenersConfigDump', origin: 'static' },
  dynamic_listeners: { section: 'ListenersConfigDump', origin: 'dynamic' },
  static_route_configs: { section: 'RoutesConfigDump' },
  dynamic_route_configs: { section: 'RoutesConfigDump' },
  inline_scoped_route_configs: { section: 'ScopedRoutesConfigDump' },
  dynamic_scoped_route_configs: { section: 'ScopedRoutesConfigDump' },
  static_endpoint_configs: { section: 'EndpointsConfigDump' },
  dynamic_endpoint_configs: { section: 'EndpointsConfigDump' },
  static_secrets: { section: 'SecretsConfigDump', origin: 'static' },
  dynamic_active_secrets: { section: 'SecretsConfigDump', origin: 'active' },
  dynamic_warming_secrets: { section: 'SecretsConfigDump', origin: 'warming' },
  dynamic_active_listeners: { section: 'ListenersConfigDump', origin: 'active' },
  dynamic_warming_listeners: { section: 'ListenersConfigDump', origin: 'warming' },
  dynamic_draining_listeners: { section: 'ListenersConfigDump', origin: 'draining' },
}

export function elementOf(array: string): Element | undefined {
  return Object.hasOwn(arrays, array) ? arrays[array] : undefined
}

/** Sections by the end of their @type; those without arrays above have no element that is read. */
const sections: ReadonlySet<string> = new Set([
  'BootstrapConfigDump', 'ClustersConfigDump', 'ListenersConfigDump', 'RoutesConfigDump', 'ScopedRoutesConfigDump',
  'EndpointsConfigDump', 'SecretsConfigDump', 'EcdsConfigDump',
])

export function isSection(type: string): boolean {
  return sections.has(type)
}

/** Elements that stand alone: on a page of `?resource=`, whose type tells most of where they were, or in a piece of a dump. */
const pages: Readonly<Record<string, Element>> = {
  'ClustersConfigDump.StaticCluster': { section: 'ClustersConfigDump', origin: 'static' },
  'ClustersConfigDump.DynamicCluster': { section: 'ClustersConfigDump', origin: 'active' },
  'ListenersConfigDump.StaticListener': { section: 'ListenersConfigDump', origin: 'static' },
  'ListenersConfigDump.DynamicListener': { section: 'ListenersConfigDump', origin: 'dynamic' },
  'RoutesConfigDump.StaticRouteConfig': { section: 'RoutesConfigDump' },
  'RoutesConfigDump.DynamicRouteConfig': { section: 'RoutesConfigDump' },
  'ScopedRoutesConfigDump.InlineScopedRouteConfigs': { section: 'ScopedRoutesConfigDump' },
  'ScopedRoutesConfigDump.DynamicScopedRouteConfigs': { section: 'ScopedRoutesConfigDump' },
  'EndpointsConfigDump.StaticEndpointConfig': { section: 'EndpointsConfigDump' },
  'EndpointsConfigDump.DynamicEndpointConfig': { section: 'EndpointsConfigDump' },
  'SecretsConfigDump.StaticSecret': { section: 'SecretsConfigDump', origin: 'static' },
  'SecretsConfigDump.DynamicSecret': { section: 'SecretsConfigDump', origin: 'active' },
}

/** The member that tells what an element without a type is. */
const members: readonly (readonly [string, Element])[] = [
  ['cluster', { section: 'ClustersConfigDump', origin: 'active' }],
  ['active_state', { section: 'ListenersConfigDump', origin: 'dynamic' }],
  ['warming_state', { section: 'ListenersConfigDump', origin: 'dynamic' }],
  ['draining_state', { section: 'ListenersConfigDump', origin: 'dynamic' }],
  ['error_state', { section: 'ListenersConfigDump', origin: 'dynamic' }],
  ['listener', { section: 'ListenersConfigDump', origin: 'active' }],
  ['route_config', { section: 'RoutesConfigDump' }],
  ['endpoint_config', { section: 'EndpointsConfigDump' }],
  ['secret', { section: 'SecretsConfigDump', origin: 'active' }],
]

export function elementAlone(type: string | undefined, object: Readonly<Record<string, unknown>>): Element | undefined {
  if (type !== undefined && Object.hasOwn(pages, type)) return pages[type]
  return members.find(([key]) => Object.hasOwn(object, key))?.[1]
}

/** Resources without the element around them: by type, and by the fields that only they have. `key` is the element's member. */
const resources: readonly { type: string, telling: readonly string[], key: string, element: Element }[] = [
  { type: 'RouteConfiguration', telling: ['virtual_hosts'], key: 'route_config', element: { section: 'RoutesConfigDump' } },
  { type: 'ClusterLoadAssignment', telling: ['cluster_name'], key: 'endpoint_config', element: { section: 'EndpointsConfigDump' } },
  { type: 'Listener', telling: ['filter_chains', 'listener_filters'], key: 'listener', element: { section: 'ListenersConfigDump', origin: 'active' } },
  { type: 'Cluster', telling: ['connect_timeout', 'load_assignment', 'eds_cluster_config'], key: 'cluster', element: { section: 'ClustersConfigDump', origin: 'active' } },
  { type: 'Secret', telling: ['tls_certificate', 'validation_context'], key: 'secret', element: { section: 'SecretsConfigDump', origin: 'active' } },
]

/** A bare resource as the element that a dump would hold. */
export function wrapResource(type: string | undefined, object: Readonly<Record<string, unknown>>): { element: Element, value: Record<string, unknown> } | undefined {
  const named = typeof object.name === 'string' || typeof object.cluster_name === 'string'
  const found = resources.find(resource => type === resource.type
    || (type === undefined && named && resource.telling.some(key => Object.hasOwn(object, key))))
  return found === undefined ? undefined : { element: found.element, value: { name: object.name, [found.key]: object } }
}

/** Arrays of bare resources, which are gathered whole: an object of one of these has no arrays that are elements. */
const gathered: ReadonlySet<string> = new Set([
  'virtual_hosts', 'endpoints', 'filter_chains', 'filters', 'health_checks', 'transport_socket_matches', 'hosts',
])

export function isGathered(array: string): boolean {
  return gathered.has(array)
}
