import type { RecordName } from './schema.ts'
import type { ScopeKind } from './stats.ts'

/**
 * What a rule can judge one by one (`each:`). `variable` is its name in expressions beside `proxy`, `record` its type,
 * `scope` where its `growth()` and `gauge()` read. `stage`: `proxy` rules run while a proxy's evidence is in memory,
 * `mesh` rules run over the digests of all proxies.
 */
export const subjectKinds = {
  target: { variable: 'target', record: 'Target', scope: 'server', stage: 'proxy' },
  proxy: { variable: 'proxy', record: 'Proxy', scope: 'server', stage: 'proxy' },
  cluster: { variable: 'cluster', record: 'Cluster', scope: 'cluster', stage: 'proxy' },
  listener: { variable: 'listener', record: 'Listener', scope: 'listener', stage: 'proxy' },
  http_manager: { variable: 'manager', record: 'HttpManager', scope: 'http', stage: 'proxy' },
  virtual_host: { variable: 'virtualHost', record: 'VirtualHost', scope: 'server', stage: 'proxy' },
  route_config: { variable: 'routeConfig', record: 'RouteConfig', scope: 'server', stage: 'proxy' },
  subscription: { variable: 'subscription', record: 'Subscription', scope: 'subscription', stage: 'proxy' },
  certificate: { variable: 'certificate', record: 'Certificate', scope: 'server', stage: 'proxy' },
  secret: { variable: 'secret', record: 'Secret', scope: 'server', stage: 'proxy' },
  /** A client's cluster × the server's listener. `growth()` reads the client's cluster, `serverGrowth()` the listener. */
  edge: { variable: 'edge', record: 'Edge', scope: 'cluster', stage: 'mesh' },
  fleet: { variable: 'fleet', record: 'Fleet', scope: 'server', stage: 'mesh' },
} as const satisfies Record<string, { variable: string, record: RecordName, scope: ScopeKind, stage: 'proxy' | 'mesh' }>

export type SubjectKind = keyof typeof subjectKinds
