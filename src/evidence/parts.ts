import type { AdminCall, Certificate, Cluster, Endpoint, Listener, Rejection, RouteConfig, Secret, StatsTag, StreamClose, TlsError } from './schema.ts'

/**
 * What each answer of a proxy says by itself, before answers are joined into one `Proxy`. Parsers make these; src/assemble joins them.
 * Lists are in the order of the answer. Fields that only another answer or a provider can fill are left out.
 */

/** A cluster as config_dump configures it. */
export type ConfiguredCluster = Omit<Cluster, 'label' | 'direction' | 'special' | 'virtualNode' | 'protocol' | 'port' | 'endpoints' | 'routed'> & {
  /** App Mesh's tag in `metadata.filter_metadata["aws.appmesh.aggregate_stats"]`. */
  readonly targetVirtualNode: string | undefined
  /** Endpoints of its own load_assignment (STATIC and DNS clusters): `host:port`. */
  readonly configuredEndpoints: readonly Endpoint[]
}

/** A listener as config_dump configures it; direction from `traffic_direction` where set, else empty. */
export type ConfiguredListener = Omit<Listener, 'label'>

export interface BootstrapPart {
  nodeId: string | undefined
  nodeCluster: string | undefined
  /** `node.metadata`, as JSON values. */
  nodeMetadata: Readonly<Record<string, unknown>>
  /** `1.40.0`, from node.user_agent_build_version. */
  version: string | undefined
  /** `host:port` or the path of a pipe. */
  adminAddress: string | undefined
  /** The xDS sources named in dynamic_resources (ads_config, cds_config, lds_config), first ADS. */
  controlPlanes: readonly { transport: string, address: string | undefined, cluster: string | undefined, authority: string | undefined }[]
  /** Milliseconds since the epoch; with the uptime it gives the moment of reading. */
  lastUpdated: number | undefined
  hasStatsMatcher: boolean
  statsTags: readonly StatsTag[]
}

/** All that one config_dump (or several `?resource=` pages of it) says. */
export interface ConfigDumpPart {
  source: string
  /** Section types present, by the suffix of their @type (`ClustersConfigDump`); a section that is not here was not given. */
  sections: ReadonlySet<string>
  bootstrap: BootstrapPart | undefined
  clusters: readonly ConfiguredCluster[]
  listeners: readonly ConfiguredListener[]
  routeConfigs: readonly RouteConfig[]
  secrets: readonly Secret[]
  rejections: readonly Rejection[]
  /** Endpoint sections (`?include_eds`), by cluster (or EDS service) name; undefined when the dump was taken without them. */
  endpoints: ReadonlyMap<string, readonly Endpoint[]> | undefined
  /** Newest `last_updated` of any resource: a lower bound of the moment of reading. Milliseconds since the epoch. */
  newestUpdate: number | undefined
  versionInfo: { cds: string | undefined, lds: string | undefined }
}

/** What /clusters shows. */
export interface ClustersPart {
  clusters: readonly ClusterStatusPart[]
  /** Nothing was cut off, filtered out or unreadable: a cluster that does not stand there is not active. */
  complete: boolean
}

/** One cluster of /clusters. */
export interface ClusterStatusPart {
  name: string
  addedViaApi: boolean
  edsServiceName: string | undefined
  thresholds: Cluster['thresholds']
  endpoints: readonly Endpoint[]
}

export interface ListenerStatusPart { name: string, address: string, port: number | undefined }

export interface ServerInfoPart {
  source: string
  version: string | undefined
  /** LIVE, DRAINING, PRE_INITIALIZING, INITIALIZING */
  state: string
  /** Seconds. */
  uptimeCurrentEpoch: number
  uptimeAllEpochs: number
  restartEpoch: number | undefined
  concurrency: number | undefined
  nodeId: string | undefined
  nodeCluster: string | undefined
}

/** One certificate of /certs; daysLeft is computed later, from the evidence's clock. */
export type CertificatePart = Omit<Certificate, 'daysLeft' | 'lifetime' | 'validity'>

/** What the process log's lines say. */
export interface ProcessLogPart {
  source: string
  /** Milliseconds since the epoch. */
  from: number | undefined
  to: number | undefined
  lines: number
  streamCloses: readonly StreamClose[]
  rejections: readonly Rejection[]
  tlsErrors: readonly TlsError[]
  /** Lines that are none of the known events, by level. */
  others: Readonly<Record<string, number>>
  /** Lines that tell of something no rule reads yet, by kind: starts, stops, crashes, ejections of hosts. */
  notices: readonly LogNotice[]
}

/** Lines of one kind. Times in milliseconds since the epoch. */
export interface LogNotice { kind: string, count: number, first: number | undefined, last: number | undefined, sample: string }

/** What the admin interface's own access log says. */
export interface AdminLogPart {
  source: string
  /** Calls that change something, grouped; the newest group first. */
  calls: readonly AdminCall[]
  /** Calls that only read. */
  reads: number
  /** Milliseconds since the epoch, of every call. */
  from: number | undefined
  to: number | undefined
}
