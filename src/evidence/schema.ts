import type { Known } from './absent.ts'
import { adminRecords } from './admin-schema.ts'
import { meshRecords } from './mesh/schema.ts'

/**
 * The nouns of a diagnosis, in one table: TypeScript types and the types of the rule language are both derived from it.
 *
 * A field is `type[?][~] [kinds of evidence]`:
 * - `?` the thing itself may lack it (a cluster without TLS): `has(cluster.tls)` in a rule, `undefined` in code
 * - `~` it may be unknown because evidence was not given: reading it makes a rule unchecked, an `Absent` in code
 * - after the blank: any one of these kinds of evidence provides it (Needs are derived from them)
 *
 * Names are Envoy's (config_dump, v3 API) and App Mesh's. Times are timestamps, durations seconds, sizes bytes.
 */
export const records = {
  ...meshRecords,
  ...adminRecords,
  /** One Envoy process. */
  Proxy: {
    /** Stable over restarts: mesh endpoint where known, else node id, else the name it was given as. */
    id: 'string',
    /** What a person calls it: virtual node, gateway, node id or folder. */
    label: 'string',
    /** `app-mesh`, `istio`, `consul`, `service-connect`, `plain`, or `unknown` where nothing tells. */
    provider: 'string',
    mesh: 'string?',
    /** `virtualNode` or `virtualGateway` */
    endpointKind: 'string?',
    endpointName: 'string?',
    /** `1.29.12` */
    version: 'string~ server_info|config_dump',
    /** 29 for 1.29.12 */
    minor: 'double~ server_info|config_dump',
    /** LIVE, DRAINING, PRE_INITIALIZING, INITIALIZING: /server_info, else /ready, else the Agent's /status, else the gauge `server.state`. */
    state: 'string~ server_info|ready|stats|agent_status',
    uptime: 'double~ server_info|stats',
    concurrency: 'double~ server_info|stats',
    /** False only where the bootstrap is known and names no xDS server. */
    managed: 'bool',
    controlPlane: 'ControlPlane?~ config_dump',
    /** Address families of its host, as App Mesh's agent found them: `IPV4`, `IPV6`, `ALL`. */
    ipFamilies: 'string?~ config_dump',
    /** `127.0.0.1:9901`, or the path of a socket */
    adminAddress: 'string?~ config_dump',
    clusters: 'list<Cluster>~ config_dump|clusters|stats',
    listeners: 'list<Listener>~ config_dump|listeners|stats',
    routeConfigs: 'list<RouteConfig>~ config_dump',
    secrets: 'list<Secret>~ config_dump',
    certificates: 'list<Certificate>~ certs',
    rejections: 'list<Rejection>~ config_dump|process_log',
    streamCloses: 'list<StreamClose>~ process_log',
    tlsErrors: 'list<TlsError>~ process_log',
    /** Lines of the process log that tell of something: starts, stops, crashes, exhausted descriptors. */
    notices: 'list<LogNotice>~ process_log',
    /** Lines of the process log at level debug or trace. */
    debugLines: 'double~ process_log',
    /** Its bootstrap keeps some statistics from being made. */
    statsMatcher: 'bool~ config_dump',
    /** Tags that its bootstrap takes out of the names of statistics, or gives to all of them. */
    statsTags: 'list<StatsTag>~ config_dump',
    /** Groups of access-log lines in the window that counts as now. */
    requests: 'list<LogGroup>~ access_log',
    /** What the App Mesh Agent beside it says. */
    agent: 'Agent~ agent_status',
    /** Calls of its admin interface that change something, grouped by what was called and by whom; the newest group first. */
    adminCalls: 'list<AdminCall>~ admin_log',
    /** Calls of its admin interface that only read. */
    adminReads: 'double~ admin_log',
    /** App Mesh's resources that it is configured by: its mesh, and either its node or its gateway. Unset where it is no App Mesh Envoy. */
    meshResource: 'Mesh?~ mesh', node: 'VirtualNode?~ mesh', gateway: 'VirtualGateway?~ mesh',
  },
  /** The management server a proxy takes its configuration from. */
  ControlPlane: {
    /** `google_grpc`, `envoy_grpc`, `rest`, `path` */
    transport: 'string',
    /** host:port, as configured */
    address: 'string',
    /** The cluster that reaches it, with envoy_grpc. */
    cluster: 'string?',
    /** The address or SNI is App Mesh's management service. */
    appMesh: 'bool',
    /** App Mesh's, read after AWS ended it (2026-09-30). */
    ended: 'bool~',
    region: 'string?',
  },
  /** A tag of statistics (Envoy: TagSpecifier): cut out of names by a regular expression, or one fixed value. */
  StatsTag: { name: 'string', regex: 'string?', value: 'string?' },
  /** An upstream cluster. */
  Cluster: {
    name: 'string',
    label: 'string',
    /** `egress`, `ingress`, or empty where the name does not tell. */
    direction: 'string',
    /** `amazonaws`, `mesh-allow-all`, `self-redirect`, `sds`, `control-plane`, `tracing`, or empty. Not known of a cluster that the
     * control plane did not configure where the bootstrap, which says what it is for, was not given. */
    special: 'string~ config_dump',
    virtualNode: 'string?',
    protocol: 'string?',
    port: 'double?',
    /** EDS, STATIC, STRICT_DNS, LOGICAL_DNS, ORIGINAL_DST */
    type: 'string~ config_dump',
    /** Configured in the bootstrap. */
    fixed: 'bool~ config_dump',
    warming: 'bool~ config_dump',
    /** The DNS name or EDS service name it is discovered by. */
    discoveryName: 'string?~ config_dump',
    /** `AUTO` (IPv6 first, then IPv4), `V4_ONLY`, `V6_ONLY`, `V4_PREFERRED`, `ALL`; unset where it is not found by DNS. */
    dnsLookupFamily: 'string?~ config_dump',
    connectTimeout: 'double~ config_dump',
    healthCheck: 'HealthCheck?~ config_dump',
    outlierDetection: 'OutlierDetection?~ config_dump',
    thresholds: 'list<Threshold>~ config_dump|clusters',
    tls: 'UpstreamTls?~ config_dump',
    endpoints: 'list<Endpoint>~ clusters|config_dump',
    /** Some route, or a tcp_proxy, sends to it. */
    routed: 'bool~ config_dump',
    /** The virtual node it reaches; unset where it reaches none (special clusters, other providers). */
    node: 'VirtualNode?~ mesh',
  },
  Endpoint: {
    address: 'string',
    port: 'double',
    hostname: 'string?',
    /** Envoy would choose it: neither failed a check, nor ejected, nor marked unhealthy by discovery. */
    healthy: 'bool',
    /** `healthy`, `fails its health check`, `ejected by outlier detection`, `unhealthy by discovery`, … joined by ` and ` */
    state: 'string',
    flags: 'list<string>',
  },
  HealthCheck: { protocol: 'string', path: 'string?', port: 'double?', interval: 'double', timeout: 'double',
    unhealthyThreshold: 'double', healthyThreshold: 'double' },
  OutlierDetection: { consecutive5xx: 'double', interval: 'double', baseEjectionTime: 'double', maxEjectionPercent: 'double' },
  Threshold: { priority: 'string', maxConnections: 'double', maxPendingRequests: 'double', maxRequests: 'double', maxRetries: 'double' },
  /** What a cluster demands of the peer's certificate, and shows of its own. */
  UpstreamTls: {
    sni: 'string?',
    /** Accepted names, as a person would write them: `payments.shop.local`, `*.shop.local`, `prefix spiffe://`. Empty: any name. */
    sans: 'list<string>',
    /** File, `inline`, or `secret NAME`; unset: the peer is not verified. */
    trustedCa: 'string?',
    /** Subjects of the CA certificates, where they are inline or in a secret that the dump shows. */
    caSubjects: 'list<string>',
    clientCertificate: 'bool',
    /** Where its own certificate comes from: chain files, `inline`, or `secret NAME`. */
    chains: 'list<string>',
    /** Names of SDS secrets it uses. */
    secrets: 'list<string>',
    minVersion: 'string?',
    maxVersion: 'string?',
  },
  DownstreamTls: {
    requireClientCertificate: 'bool',
    sans: 'list<string>',
    trustedCa: 'string?',
    caSubjects: 'list<string>',
    /** Certificate chain files, `inline`, or `secret NAME`. */
    chains: 'list<string>',
    /** Names of the leaf certificates it presents, where inline PEM or a shown secret tells. */
    presents: 'list<string>',
    /** Issuers of those leaf certificates. */
    issuers: 'list<string>',
    secrets: 'list<string>',
    minVersion: 'string?',
    maxVersion: 'string?',
  },
  Listener: {
    name: 'string',
    label: 'string',
    /** INBOUND -> `ingress`, OUTBOUND -> `egress`, else empty. */
    direction: 'string',
    address: 'string',
    port: 'double?',
    /** The scope of its statistics, `0.0.0.0_15000`. */
    statName: 'string',
    /** `active`, `warming`, `draining`, or `rejected` */
    state: 'string~ config_dump',
    fixed: 'bool~ config_dump',
    chains: 'list<FilterChain>~ config_dump',
    /** TLS of its first filter chain that has it. */
    tls: 'DownstreamTls?~ config_dump',
  },
  FilterChain: {
    destinationPort: 'double?',
    prefixRanges: 'list<string>',
    serverNames: 'list<string>',
    transportProtocol: 'string?',
    applicationProtocols: 'list<string>',
    /** `http`, `tcp`, or the filter's own name */
    kind: 'string',
    statPrefix: 'string?',
    routeConfig: 'string?',
    cluster: 'string?',
    accessLog: 'bool',
    /** Text or JSON access-log format; unset: Envoy's default. */
    accessLogFormat: 'string?',
    tls: 'DownstreamTls?',
  },
  RouteConfig: { name: 'string', virtualHosts: 'list<VirtualHost>' },
  VirtualHost: {
    name: 'string',
    label: 'string',
    routeConfig: 'string',
    domains: 'list<string>',
    routes: 'list<Route>',
    /** A connection manager uses its route configuration. */
    used: 'bool',
  },
  Route: {
    /** `prefix /`, `path /health`, `regex …`, with further conditions after it */
    match: 'string',
    prefix: 'string?', path: 'string?', regex: 'string?',
    /** What else must hold, one text each: `header :method = GET`, `query x`, `grpc` */
    conditions: 'list<string>',
    /** `route`, `redirect`, `direct_response`, … */
    action: 'string',
    clusters: 'list<string>',
    weights: 'list<double>',
    /** Seconds; 15 where unset, 0 = off (Envoy: RouteAction.timeout). */
    timeout: 'double',
    /** What the matched prefix, or the Host header, becomes. */
    prefixRewrite: 'string?', hostRewrite: 'string?',
    retryOn: 'string?',
    retries: 'double?',
    perTryTimeout: 'double?',
  },
  Secret: {
    name: 'string',
    /** `active`, `warming` (asked for, not delivered), `static` */
    state: 'string',
    /** `tls_certificate`, `validation_context`, `generic`, … */
    kind: 'string?',
    /** Names in a leaf certificate it holds */
    sans: 'list<string>',
    version: 'string?',
    updatedAt: 'timestamp?',
  },
  /** A certificate that the process holds (/certs). */
  Certificate: {
    /** `chain` (presented to peers) or `ca` (trusted) */
    role: 'string',
    path: 'string',
    serial: 'string',
    sans: 'list<string>',
    notBefore: 'timestamp?',
    notAfter: 'timestamp?',
    /** Days from notBefore to notAfter; unset where one of them is. */
    lifetime: 'double?',
    /** Whole days left at the evidence's moment, negative when expired. */
    daysLeft: 'double~',
    /** `valid`, `expired` or `not yet valid` at the evidence's moment. */
    validity: 'string~',
  },
  /** An xDS resource that the proxy refused. */
  Rejection: { type: 'string', resource: 'string?', reason: 'string', at: 'timestamp?', source: 'string' },
  /** Closes of the configuration stream, grouped by method, code and message. */
  StreamClose: {
    method: 'string', target: 'string?', code: 'double', message: 'string', count: 'double',
    first: 'timestamp?', last: 'timestamp?',
    /** The last one lies in the window that counts as now. */
    recent: 'bool',
    /** Seconds the failure had lasted, as the line says (`closed since Ns ago`). */
    failingFor: 'double?',
  },
  /** TLS failures in the process log, grouped by text. */
  TlsError: { reason: 'string', count: 'double', last: 'timestamp?', recent: 'bool' },
  /** Process-log lines of one kind (`crash`, `SIGTERM`, `no file descriptors left`, …) with the text of the first. */
  LogNotice: { kind: 'string', count: 'double', sample: 'string', last: 'timestamp?' },
  /** Access-log lines that agree in all but time and duration. */
  LogGroup: {
    code: 'double',
    /** Short response flags as printed, `URX,UF`; empty for none. */
    flags: 'string',
    details: 'string?', failure: 'string?',
    authority: 'string', method: 'string', path: 'string',
    listener: 'string?', route: 'string?', cluster: 'string?', upstream: 'string?',
    /** gRPC status, where the request was gRPC and the format prints it. */
    grpcStatus: 'double?',
    count: 'double',
    /** Milliseconds. */
    p50: 'double', p99: 'double',
    /** Requests that took about 15 s (Envoy's default route timeout), and about 300 s (its default idle timeout). */
    near15s: 'double?', near300s: 'double?',
    /** Requests with a short answer of which 100 ms or more, and most of the time, passed outside the wait for the upstream's answer (duration minus
     * upstream service time); and the mean of those milliseconds. */
    delayed: 'double?', meanDelay: 'double?',
  },
  /** One xDS subscription with counters of its own. */
  Subscription: {
    /** `cds`, `lds`, `rds`, `eds`, `sds` */
    type: 'string',
    /** Route configuration, cluster or secret; empty for cds and lds. */
    resource: 'string',
    label: 'string',
    rejections: 'list<Rejection>~ config_dump|process_log',
  },
  /** An HTTP connection manager: all filter chains with one stat_prefix. */
  HttpManager: { statPrefix: 'string', direction: 'string', routeConfigs: 'list<RouteConfig>~ config_dump' },
  /** A client's cluster and, where it was given too, the server's listener that it reaches. */
  Edge: { client: 'Proxy', cluster: 'Cluster', server: 'Proxy?', listener: 'Listener?',
    /** Names the server presents: its /certs, its configuration, or the client's log. */
    presents: 'list<string>~ peer',
    issuers: 'list<string>~ peer',
    /** The certificates that the server's process holds to present on that listener, and those that the client's holds to present. */
    chain: 'list<Certificate>~ peer',
    ownChain: 'list<Certificate>~ certs',
    /** How the cluster's endpoints differ from those that most other clients see at the same time: `sees 10.0.0.7:8080 alone`; unknown without another client. */
    skew: 'list<string>~ peer' },
  /** A proxy beside others of its mesh endpoint. */
  Sibling: { proxy: 'Proxy', others: 'list<Proxy>',
    /** What it was given otherwise than most others, or than those that were updated later: `lacks route configuration x`. */
    differs: 'list<string>~ config_dump' },
  /** Where evidence was to come from. */
  Target: { id: 'string', label: 'string',
    /** Why nothing of it could be read; unset: something was. */
    unreachable: 'string?',
    /** The kinds of evidence at hand. */
    given: 'list<string>' },
  /** All proxies of a run. */
  Fleet: { proxies: 'list<Proxy>' },
} as const satisfies Record<string, Record<string, string>>

export type RecordName = keyof typeof records

type Base<T extends string> =
  T extends 'string' ? string
  : T extends 'double' ? number
  : T extends 'bool' ? boolean
  : T extends 'timestamp' ? Date
  : T extends `list<${infer E}>` ? readonly Base<E>[]
  : T extends RecordName ? RecordOf<T>
  : never

type Head<T extends string> = T extends `${infer H} ${string}` ? H : T

type Value<T extends string> =
  T extends `${infer B}?~` ? Known<Base<B>> | undefined
  : T extends `${infer B}~` ? Known<Base<B>>
  : T extends `${infer B}?` ? Base<B> | undefined
  : Base<T>

type OptionalKey<F> = { [K in keyof F]: F[K] extends string ? (Head<F[K]> extends `${string}?` | `${string}?~` ? K : never) : never }[keyof F]

type Fields<F> = { readonly [K in Exclude<keyof F, OptionalKey<F>>]: F[K] extends string ? Value<Head<F[K]>> : never }
  & { readonly [K in OptionalKey<F>]?: F[K] extends string ? Value<Head<F[K]>> : never }

/** The TypeScript shape of one record of the table. */
export type RecordOf<N extends RecordName> = Fields<(typeof records)[N]>

export type Proxy = RecordOf<'Proxy'>
export type ControlPlane = RecordOf<'ControlPlane'>
export type Cluster = RecordOf<'Cluster'>
export type Endpoint = RecordOf<'Endpoint'>
export type UpstreamTls = RecordOf<'UpstreamTls'>
export type DownstreamTls = RecordOf<'DownstreamTls'>
export type Listener = RecordOf<'Listener'>
export type FilterChain = RecordOf<'FilterChain'>
export type RouteConfig = RecordOf<'RouteConfig'>
export type VirtualHost = RecordOf<'VirtualHost'>
export type Route = RecordOf<'Route'>
export type Secret = RecordOf<'Secret'>
export type Certificate = RecordOf<'Certificate'>
export type Rejection = RecordOf<'Rejection'>
export type StreamClose = RecordOf<'StreamClose'>
export type TlsError = RecordOf<'TlsError'>
export type LogGroup = RecordOf<'LogGroup'>
export type Subscription = RecordOf<'Subscription'>
export type HttpManager = RecordOf<'HttpManager'>
export type Edge = RecordOf<'Edge'>
export type Target = RecordOf<'Target'>
export type Agent = RecordOf<'Agent'>
export type AdminCall = RecordOf<'AdminCall'>
export type StatsTag = RecordOf<'StatsTag'>
export type Sibling = RecordOf<'Sibling'>
export type Fleet = RecordOf<'Fleet'>
