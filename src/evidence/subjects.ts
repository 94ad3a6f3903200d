import type { EvidenceKind } from './kinds.ts'
import type { RecordName } from './schema.ts'
import type { ScopeKind } from './stats.ts'

/**
 * What a rule can judge one by one (`each:`). `variable` is its name in expressions beside `proxy`, `record` its type,
 * `scope` where its `growth()` and `gauge()` read. `stage`: `proxy` rules run while a proxy's evidence is in memory,
 * `mesh` rules run over the digests of all proxies, `resource` rules over App Mesh's resources and quotas, with or without proxies.
 * `from`: the kinds of evidence that tell which subjects there are; `listedBy`: the statistic by whose names they are listed.
 */
export const subjectKinds = {
  target: { variable: 'target', record: 'Target', scope: 'server', stage: 'proxy', from: [] },
  proxy: { variable: 'proxy', record: 'Proxy', scope: 'server', stage: 'proxy', from: ['server_info'] },
  cluster: { variable: 'cluster', record: 'Cluster', scope: 'cluster', stage: 'proxy', from: ['config_dump', 'clusters'] },
  listener: { variable: 'listener', record: 'Listener', scope: 'listener', stage: 'proxy', from: ['config_dump', 'listeners'] },
  http_manager: { variable: 'manager', record: 'HttpManager', scope: 'http', stage: 'proxy', from: ['config_dump', 'stats'] },
  virtual_host: { variable: 'virtualHost', record: 'VirtualHost', scope: 'server', stage: 'proxy', from: ['config_dump'] },
  route_config: { variable: 'routeConfig', record: 'RouteConfig', scope: 'server', stage: 'proxy', from: ['config_dump'] },
  subscription: { variable: 'subscription', record: 'Subscription', scope: 'subscription', stage: 'proxy', from: ['stats'], listedBy: 'update_attempt' },
  certificate: { variable: 'certificate', record: 'Certificate', scope: 'server', stage: 'proxy', from: ['certs'] },
  secret: { variable: 'secret', record: 'Secret', scope: 'server', stage: 'proxy', from: ['config_dump'] },
  /** A client's cluster × the server's listener. `growth()` reads the client's cluster, `serverGrowth()` the listener. */
  edge: { variable: 'edge', record: 'Edge', scope: 'cluster', stage: 'mesh', from: ['config_dump', 'clusters'] },
  /** One of several proxies of a mesh endpoint. */
  sibling: { variable: 'sibling', record: 'Sibling', scope: 'server', stage: 'mesh', from: ['config_dump'] },
  fleet: { variable: 'fleet', record: 'Fleet', scope: 'server', stage: 'mesh', from: ['server_info'] },
  mesh: { variable: 'mesh', record: 'Mesh', scope: 'server', stage: 'resource', from: ['mesh'] },
  virtual_node: { variable: 'node', record: 'VirtualNode', scope: 'server', stage: 'resource', from: ['mesh'] },
  virtual_service: { variable: 'service', record: 'VirtualService', scope: 'server', stage: 'resource', from: ['mesh'] },
  virtual_router: { variable: 'router', record: 'VirtualRouter', scope: 'server', stage: 'resource', from: ['mesh'] },
  route: { variable: 'route', record: 'MeshRoute', scope: 'server', stage: 'resource', from: ['mesh'] },
  virtual_gateway: { variable: 'gateway', record: 'VirtualGateway', scope: 'server', stage: 'resource', from: ['mesh'] },
  gateway_route: { variable: 'route', record: 'GatewayRoute', scope: 'server', stage: 'resource', from: ['mesh'] },
  /** A listener of a virtual node or gateway. */
  mesh_listener: { variable: 'listener', record: 'MeshListener', scope: 'server', stage: 'resource', from: ['mesh'] },
  /** A virtual node × a virtual service that it may call. */
  backend: { variable: 'backend', record: 'Backend', scope: 'server', stage: 'resource', from: ['mesh'] },
  /** One resource that names another. */
  reference: { variable: 'reference', record: 'MeshReference', scope: 'server', stage: 'resource', from: ['mesh'] },
  /** A virtual node or gateway. */
  mesh_endpoint: { variable: 'endpoint', record: 'MeshEndpoint', scope: 'server', stage: 'resource', from: ['mesh'] },
  /** A TLS client policy, a node's, gateway's or backend's. */
  client_policy: { variable: 'policy', record: 'PlacedPolicy', scope: 'server', stage: 'resource', from: ['mesh'] },
  /** An ARN by which TLS gets a certificate or a CA. */
  mesh_certificate: { variable: 'certificate', record: 'MeshCertificate', scope: 'server', stage: 'resource', from: ['mesh'] },
  /** A resource of any kind. */
  mesh_resource: { variable: 'resource', record: 'AnyResource', scope: 'server', stage: 'resource', from: ['mesh'] },
  quota: { variable: 'quota', record: 'Quota', scope: 'server', stage: 'resource', from: ['quota', 'mesh'] },
} as const satisfies Record<string, { variable: string, record: RecordName, scope: ScopeKind, stage: 'proxy' | 'mesh' | 'resource', from: readonly EvidenceKind[], listedBy?: string }>

export type SubjectKind = keyof typeof subjectKinds
