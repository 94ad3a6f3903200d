/** Fields that every resource has. `account` and `region` are its ARN's. */
const identity = {
  name: 'string',
  /** How findings call it. */
  label: 'string',
  arn: 'string?', account: 'string?', region: 'string?',
  meshOwner: 'string?', resourceOwner: 'string?',
  /** ACTIVE, INACTIVE, DELETED; unset where the source has none (a template, a spec). */
  status: 'string?',
  /** Why the controller does not call it active; unset: it does, or the resource is not Kubernetes'. */
  notActive: 'string?',
  version: 'double?',
  createdAt: 'timestamp?', updatedAt: 'timestamp?',
  /** `describe`, `list`, `create-input`, `kubernetes`, `cloudformation` */
  origin: 'string',
  /** File and place. */
  source: 'string',
} as const

/** What a TLS client policy says. */
const clientPolicy = {
  /** True unless the policy says no. */
  enforce: 'bool~ mesh',
  /** Empty: all. */
  ports: 'list<double>~ mesh',
  certificateKind: 'string?~ mesh', certificate: 'string?~ mesh',
  validation: 'TlsValidation?~ mesh',
} as const

/** Where something of a virtual node or gateway stands. */
const owned = {
  /** `virtualNode` or `virtualGateway` */
  ownerKind: 'string', ownerName: 'string',
  node: 'VirtualNode?', gateway: 'VirtualGateway?',
} as const

/**
 * The nouns of App Mesh, a part of the table in ../schema.ts. Names are the API's where they are not in the way of Envoy's: the
 * records of routes and listeners are MeshRoute and MeshListener. Times are seconds. Defaults are already applied
 * (facts/app-mesh-defaults.yaml); `…Set` tells whether the resource itself says so. A reference is unset where the resource
 * is known not to exist, and unknown where it was not given. Lists of what refers to a resource hold what was given.
 */
export const meshRecords = {
  Mesh: {
    ...identity,
    /** ALLOW_ALL or DROP_ALL. */
    egressFilter: 'string~ mesh',
    ipPreference: 'string?~ mesh',
    nodes: 'list<VirtualNode>', services: 'list<VirtualService>', routers: 'list<VirtualRouter>', gateways: 'list<VirtualGateway>',
    routes: 'list<MeshRoute>', gatewayRoutes: 'list<GatewayRoute>',
    /** Kinds of which everything was given: `virtualNode`, … */
    complete: 'list<string>',
    /** Given more than once in differing form: `virtual node a (a.json, b.json)`. */
    repeated: 'list<string>',
    /** Those of the account, and how far this mesh uses them. */
    quotas: 'list<Quota>',
  },
  VirtualNode: {
    ...identity,
    mesh: 'Mesh',
    listeners: 'list<MeshListener>~ mesh',
    backends: 'list<Backend>~ mesh',
    /** Unset: none, so that nobody can call it. */
    discovery: 'ServiceDiscovery?~ mesh',
    accessLog: 'MeshAccessLog?~ mesh',
    /** Policy for all backends (backendDefaults). */
    clientPolicy: 'ClientPolicy?~ mesh',
    /** Routes that send to it, and services of which it is the provider. */
    routes: 'list<MeshRoute>', services: 'list<VirtualService>',
    /** Nodes that have a service leading to it among their backends. */
    clients: 'list<VirtualNode>',
  },
  VirtualService: {
    ...identity,
    mesh: 'Mesh',
    /** `virtualNode`, `virtualRouter`, or `none` */
    providerKind: 'string~ mesh',
    providerName: 'string?~ mesh',
    node: 'VirtualNode?~ mesh',
    router: 'VirtualRouter?~ mesh',
    /** Ports and protocols at which callers reach it: the router's listeners, else the node's. */
    ports: 'list<PortMapping>~ mesh',
    /** Every node it leads to: the provider, or the targets of the router's routes. */
    targets: 'list<VirtualNode>~ mesh',
    /** Nodes that have it as a backend, and gateway routes that send to it. */
    clients: 'list<VirtualNode>', gatewayRoutes: 'list<GatewayRoute>',
  },
  VirtualRouter: {
    ...identity,
    mesh: 'Mesh',
    listeners: 'list<PortMapping>~ mesh',
    /** All its routes; unknown unless every one was given. */
    routes: 'list<MeshRoute>~ mesh',
    /** Those of its routes that were given. */
    givenRoutes: 'list<MeshRoute>',
    services: 'list<VirtualService>',
  },
  MeshRoute: {
    ...identity,
    mesh: 'Mesh',
    routerName: 'string?',
    router: 'VirtualRouter?~ mesh',
    /** `http`, `http2`, `grpc`, `tcp` */
    protocol: 'string~ mesh',
    /** 0 is asked first; unset: after all that have one. */
    priority: 'double?~ mesh',
    match: 'RouteMatch~ mesh',
    targets: 'list<WeightedTarget>~ mesh',
    retry: 'MeshRetryPolicy?~ mesh',
    /** Seconds, 0 = off; unset for tcp. */
    requestTimeout: 'double?~ mesh', requestTimeoutSet: 'bool~ mesh',
    idleTimeout: 'double~ mesh', idleTimeoutSet: 'bool~ mesh',
  },
  VirtualGateway: {
    ...identity,
    mesh: 'Mesh',
    listeners: 'list<MeshListener>~ mesh',
    accessLog: 'MeshAccessLog?~ mesh',
    clientPolicy: 'ClientPolicy?~ mesh',
    /** All its gateway routes; unknown unless every one was given. */
    routes: 'list<GatewayRoute>~ mesh',
    givenRoutes: 'list<GatewayRoute>',
  },
  GatewayRoute: {
    ...identity,
    mesh: 'Mesh',
    gatewayName: 'string?',
    gateway: 'VirtualGateway?~ mesh',
    /** `http`, `http2`, `grpc` */
    protocol: 'string~ mesh',
    priority: 'double?~ mesh',
    match: 'RouteMatch~ mesh',
    serviceName: 'string~ mesh',
    service: 'VirtualService?~ mesh',
    targetPort: 'double?~ mesh',
    /** The host becomes the virtual service's name (the default). */
    rewritesHostname: 'bool~ mesh',
    /** What the matched prefix becomes; unset: it stays, or the route does not match by prefix. */
    prefixRewrite: 'string?~ mesh',
    /** The whole path becomes this. */
    pathRewrite: 'string?~ mesh',
    rewriteSet: 'bool~ mesh',
  },
  PortMapping: { port: 'double~ mesh', protocol: 'string~ mesh' },
  /** A listener of a virtual node or gateway. */
  MeshListener: {
    /** `colorteller :8080` */
    label: 'string',
    ...owned,
    port: 'double~ mesh',
    /** `http`, `http2`, `grpc`, `tcp` */
    protocol: 'string~ mesh',
    tls: 'ListenerTls?~ mesh',
    healthCheck: 'MeshHealthCheck?~ mesh',
    outlierDetection: 'MeshOutlierDetection?~ mesh',
    pool: 'ConnectionPool?~ mesh',
    /** The protocol that its timeout is written for; unset without one. */
    timeoutProtocol: 'string?~ mesh',
    /** Seconds, 0 = off; unset for tcp and for gateways. */
    requestTimeout: 'double?~ mesh', requestTimeoutSet: 'bool~ mesh',
    idleTimeout: 'double?~ mesh', idleTimeoutSet: 'bool~ mesh',
  },
  ListenerTls: {
    /** STRICT, PERMISSIVE, DISABLED */
    mode: 'string~ mesh',
    /** `acm`, `file`, `sds` */
    certificateKind: 'string?~ mesh',
    /** ARN, path of the chain, or secret's name. */
    certificate: 'string?~ mesh',
    /** Set: a client certificate is demanded. */
    validation: 'TlsValidation?~ mesh',
  },
  TlsValidation: {
    /** `acm`, `file`, `sds` */
    trustKind: 'string?~ mesh',
    /** ARNs of CAs, a path, or a secret's name. */
    trust: 'list<string>~ mesh',
    /** Accepted names; empty: any certificate of that CA. */
    sans: 'list<string>~ mesh',
  },
  ClientPolicy: clientPolicy,
  /** A TLS client policy where it stands: a node's or gateway's own for all it calls, or that of one backend. */
  PlacedPolicy: { ...clientPolicy, ...owned, label: 'string', mesh: 'Mesh', backend: 'Backend?' },
  /** An ARN by which TLS gets a certificate or a CA. */
  MeshCertificate: {
    ...owned, label: 'string', mesh: 'Mesh',
    /** `certificate` that a listener presents, or a `ca` that is trusted. */
    role: 'string',
    arn: 'string',
    /** Of the node or gateway: what its own ARN says. */
    ownerAccount: 'string~ mesh', ownerRegion: 'string~ mesh',
  },
  /** A virtual node or gateway: what the two have in common. */
  MeshEndpoint: {
    ...identity, mesh: 'Mesh',
    /** `virtualNode` or `virtualGateway` */
    kind: 'string',
    listeners: 'list<MeshListener>~ mesh',
    accessLog: 'MeshAccessLog?~ mesh',
  },
  /** A resource of any kind, as far as its own state goes. */
  AnyResource: {
    ...identity, mesh: 'Mesh',
    /** `virtualNode`, `route`, …, and the same as people write it: `virtual node` */
    kind: 'string', title: 'string',
    /** Router of a route, gateway of a gateway route. */
    parentName: 'string?',
    /** Account that owns the parent. */
    parentOwner: 'string?',
    /** What of the mesh needs it: `route canary`. */
    users: 'list<string>',
    /** A custom resource of Kubernetes that stands for it was given. */
    customGiven: 'bool',
    /** Where its custom resource and App Mesh's own description differ; unknown unless both were given. */
    drift: 'list<string>~ mesh',
  },
  /** One backend of a virtual node. */
  Backend: {
    /** `front -> colors.local` */
    label: 'string',
    client: 'VirtualNode',
    serviceName: 'string~ mesh',
    service: 'VirtualService?~ mesh',
    /** Its own policy, and the one that counts: its own, else the node's. */
    ownPolicy: 'ClientPolicy?~ mesh', policy: 'ClientPolicy?~ mesh',
  },
  ServiceDiscovery: {
    /** `dns` or `cloudMap` */
    kind: 'string',
    hostname: 'string?~ mesh',
    /** LOADBALANCER or ENDPOINTS. */
    responseType: 'string?~ mesh',
    /** The node's own; the mesh's counts where it is unset. */
    ipPreference: 'string?~ mesh',
    namespace: 'string?~ mesh', service: 'string?~ mesh',
    attributes: 'list<KeyValue>~ mesh',
  },
  KeyValue: { key: 'string~ mesh', value: 'string~ mesh' },
  MeshAccessLog: {
    path: 'string~ mesh',
    /** `text` or `json`; unset: Envoy's default format. */
    formatKind: 'string?~ mesh',
    text: 'string?~ mesh',
    fields: 'list<KeyValue>~ mesh',
  },
  /** Seconds. Fields that the resource lacks are unset: the API demands all but `path` and `port`. */
  MeshHealthCheck: {
    protocol: 'string?~ mesh', path: 'string?~ mesh', port: 'double?~ mesh',
    interval: 'double?~ mesh', timeout: 'double?~ mesh', healthyThreshold: 'double?~ mesh', unhealthyThreshold: 'double?~ mesh',
  },
  MeshOutlierDetection: {
    maxServerErrors: 'double?~ mesh', interval: 'double?~ mesh', baseEjectionDuration: 'double?~ mesh', maxEjectionPercent: 'double?~ mesh',
  },
  /** `protocol` is the one that the pool is written for. */
  ConnectionPool: {
    protocol: 'string',
    maxConnections: 'double?~ mesh', maxPendingRequests: 'double?~ mesh', maxRequests: 'double?~ mesh',
  },
  RouteMatch: {
    /** In short: `prefix /tell port 8080`. */
    text: 'string',
    prefix: 'string?~ mesh', path: 'string?~ mesh', pathRegex: 'string?~ mesh',
    method: 'string?~ mesh', scheme: 'string?~ mesh', port: 'double?~ mesh',
    hostname: 'string?~ mesh', hostnameSuffix: 'string?~ mesh',
    grpcService: 'string?~ mesh', grpcMethod: 'string?~ mesh',
    headers: 'list<ValueMatch>~ mesh', queryParameters: 'list<ValueMatch>~ mesh', metadata: 'list<ValueMatch>~ mesh',
    /** Every regular expression in it. */
    regexes: 'list<string>~ mesh',
  },
  ValueMatch: {
    name: 'string~ mesh',
    /** `exact`, `prefix`, `suffix`, `regex`, `range`, `present` */
    kind: 'string',
    invert: 'bool~ mesh',
    value: 'string?~ mesh', start: 'double?~ mesh', end: 'double?~ mesh',
  },
  WeightedTarget: { nodeName: 'string~ mesh', node: 'VirtualNode?~ mesh', weight: 'double~ mesh', port: 'double?~ mesh' },
  MeshRetryPolicy: {
    maxRetries: 'double~ mesh',
    perRetryTimeout: 'double~ mesh',
    httpEvents: 'list<string>~ mesh', grpcEvents: 'list<string>~ mesh', tcpEvents: 'list<string>~ mesh',
  },
  /** A resource that another names. */
  MeshReference: {
    /** `route canary -> virtual node blue` */
    label: 'string',
    fromKind: 'string', fromName: 'string', fromTitle: 'string',
    /** Path in the spec: `backends[0].virtualService.virtualServiceName`. */
    field: 'string',
    toKind: 'string', toName: 'string~ mesh', toTitle: 'string',
    /** False: it is known not to exist. */
    exists: 'bool~ mesh',
    /** Existing names of that kind, for a near miss. */
    others: 'list<string>',
    mesh: 'Mesh', source: 'string',
  },
  /** A limit of App Mesh, and how far it is used. */
  Quota: {
    name: 'string', code: 'string',
    value: 'double',
    /** `applied` to the account, AWS's `default`, or as `documented` where none was given. */
    from: 'string',
    default: 'double?', adjustable: 'bool?',
    /** The fullest of what it limits, and its name; unknown unless all of them were given. */
    count: 'double~ mesh', of: 'string~ mesh',
  },
} as const
