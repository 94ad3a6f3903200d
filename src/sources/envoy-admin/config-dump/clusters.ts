import { Absent } from '../../../evidence/absent.ts'
import type { ConfiguredCluster } from '../../../evidence/parts.ts'
import type { Endpoint, RecordOf } from '../../../evidence/schema.ts'
import { fields, isFields, number, records, seconds, text, type Fields } from '../fields.ts'
import { readThresholds } from '../thresholds.ts'
import { readOwnEndpoints } from './endpoints.ts'
import { LastValue } from './shared-values.ts'
import type { TlsReader } from './tls.ts'
import { findTlsContext } from './transport-socket.ts'

/** Members that a cluster has even when a mask left out all that configures it. */
const bare: ReadonlySet<string> = new Set(['@type', 'name', 'alt_stat_name', 'metadata'])

function isBare(cluster: Fields): boolean {
  for (const key in cluster) if (!bare.has(key)) return false
  return true
}

/** The clusters of a dump, each name once: one that is updated stands there as active and as warming. */
export class ClusterList {
  readonly #tls: TlsReader
  readonly #last: LastPolicies = { check: new LastValue(), outlier: new LastValue(), limits: new LastValue() }
  readonly #clusters = new Map<string, ConfiguredCluster>()

  constructor(tls: TlsReader) {
    this.#tls = tls
  }

  add(cluster: Fields, origin: 'static' | 'active' | 'warming', incomplete: Absent | undefined): void {
    const name = text(cluster.name)
    if (name === undefined) return
    const known = this.#clusters.get(name)
    if (known !== undefined && origin === 'warming') {
      // What traffic meets is the active version.
      this.#clusters.set(name, { ...known, warming: true })
      return
    }
    const masked = isBare(cluster)
      ? new Absent('config_dump', `the dump shows nothing of cluster ${name} but its name`)
      : undefined
    this.#clusters.set(name, readCluster(cluster, { fixed: origin === 'static', warming: origin === 'warming', incomplete: incomplete ?? masked }, this.#tls, this.#last))
  }

  all(): readonly ConfiguredCluster[] {
    return [...this.#clusters.values()]
  }
}

interface LastPolicies {
  check: LastValue<RecordOf<'HealthCheck'>>
  outlier: LastValue<RecordOf<'OutlierDetection'>>
  limits: LastValue<readonly RecordOf<'Threshold'>[]>
}

interface ClusterOrigin {
  fixed: boolean
  warming: boolean
  /** Why a field that is not there may yet have a value: the cluster's text was cut or masked. Unset: Envoy's default holds. */
  incomplete: Absent | undefined
}

/** Reads envoy.config.cluster.v3.Cluster, or that of v2; defaults are those of its documentation. */
function readCluster(cluster: Fields, origin: ClusterOrigin, tls: TlsReader, last: LastPolicies): ConfiguredCluster {
  const name = text(cluster.name) ?? ''
  const type = readType(cluster)
  const endpoints = readOwnEndpoints(cluster)
  const context = findTlsContext(cluster, 'Upstream')
  const read: ConfiguredCluster = {
    name,
    type,
    fixed: origin.fixed,
    warming: origin.warming,
    discoveryName: readDiscoveryName(cluster, name, type, endpoints),
    dnsLookupFamily: isDns(type) ? text(cluster.dns_lookup_family ?? fields(fields(cluster.cluster_type).typed_config).dns_lookup_family) ?? 'AUTO' : undefined,
    connectTimeout: seconds(cluster.connect_timeout) ?? 5,
    healthCheck: last.check.of(readHealthCheck(records(cluster.health_checks)[0])),
    outlierDetection: last.outlier.of(readOutlierDetection(cluster.outlier_detection)),
    thresholds: last.limits.of(readThresholds(fields(cluster.circuit_breakers).thresholds)),
    tls: context === undefined ? undefined : tls.readUpstream(context),
    targetVirtualNode: readTargetVirtualNode(cluster.metadata),
    configuredEndpoints: endpoints,
  }
  return origin.incomplete === undefined ? read : hideUnshown(read, cluster, origin.incomplete)
}

/** The members that tell a field: without one of them, its default is no knowledge. */
const tellers = [
  ['type', ['type', 'cluster_type']],
  ['discoveryName', ['load_assignment', 'hosts', 'eds_cluster_config']],
  ['dnsLookupFamily', ['type', 'cluster_type']],
  ['connectTimeout', ['connect_timeout']],
  ['healthCheck', ['health_checks']],
  ['outlierDetection', ['outlier_detection']],
  ['thresholds', ['circuit_breakers']],
  ['tls', ['transport_socket', 'transport_socket_matches', 'tls_context']],
] as const

function hideUnshown(read: ConfiguredCluster, cluster: Fields, reason: Absent): ConfiguredCluster {
  const hidden = tellers.filter(([, members]) => members.every(member => cluster[member] === undefined))
  return { ...read, ...Object.fromEntries(hidden.map(([field]) => [field, reason])) }
}

const customTypes: Readonly<Record<string, string>> = {
  'envoy.cluster.eds': 'EDS', 'envoy.cluster.static': 'STATIC', 'envoy.cluster.strict_dns': 'STRICT_DNS',
  'envoy.cluster.logical_dns': 'LOGICAL_DNS', 'envoy.cluster.original_dst': 'ORIGINAL_DST',
}

function readType(cluster: Fields): string {
  const custom = fields(cluster.cluster_type)
  const name = text(custom.name)
  if (name === 'envoy.cluster.dns' || name === 'envoy.clusters.dns') {
    return fields(custom.typed_config).all_addresses_in_single_endpoint === true ? 'LOGICAL_DNS' : 'STRICT_DNS'
  }
  return name === undefined ? text(cluster.type) ?? 'STATIC' : customTypes[name] ?? name
}

function readDiscoveryName(cluster: Fields, name: string, type: string, endpoints: readonly Endpoint[]): string | undefined {
  if (type === 'EDS') return text(fields(cluster.eds_cluster_config).service_name) ?? name
  return isDns(type) ? endpoints[0]?.address : undefined
}

const isDns = (type: string): boolean => type === 'STRICT_DNS' || type === 'LOGICAL_DNS'

function readHealthCheck(check: Fields | undefined): RecordOf<'HealthCheck'> | undefined {
  if (check === undefined) return undefined
  const http = fields(check.http_health_check)
  return {
    protocol: healthCheckProtocol(check, http),
    path: text(http.path),
    port: number(check.alt_port),
    interval: seconds(check.interval) ?? 0,
    timeout: seconds(check.timeout) ?? 0,
    unhealthyThreshold: number(check.unhealthy_threshold) ?? 0,
    healthyThreshold: number(check.healthy_threshold) ?? 0,
  }
}

function healthCheckProtocol(check: Fields, http: Fields): string {
  if (check.http_health_check !== undefined) return http.codec_client_type === 'HTTP2' || http.use_http2 === true ? 'http2' : 'http'
  if (check.grpc_health_check !== undefined) return 'grpc'
  if (check.tcp_health_check !== undefined) return 'tcp'
  return text(fields(check.custom_health_check).name) ?? 'custom'
}

function readOutlierDetection(value: unknown): RecordOf<'OutlierDetection'> | undefined {
  if (!isFields(value)) return undefined
  return {
    consecutive5xx: number(value.consecutive_5xx) ?? 5,
    interval: seconds(value.interval) ?? 10,
    baseEjectionTime: seconds(value.base_ejection_time) ?? 30,
    maxEjectionPercent: number(value.max_ejection_percent) ?? 10,
  }
}

/** App Mesh writes its tags as JSON text into the metadata of its metrics extension. */
function readTargetVirtualNode(metadata: unknown): string | undefined {
  const config = text(fields(fields(fields(metadata).filter_metadata)['aws.appmesh.aggregate_stats']).config)
  if (config === undefined) return undefined
  try {
    const tag = records(fields(JSON.parse(config)).tags).find(({ key }) => key === 'TargetVirtualNode')
    return text(tag?.value)
  } catch {
    return undefined
  }
}
