import type { EvidenceKind } from '../../evidence/kinds.ts'
import type { Needs } from '../../evidence/needs.ts'
import type { ScopeKind } from '../../evidence/stats.ts'

/** Counters of a cluster that grow when Envoy itself made the answer: then its 5xx are not all the target's. */
export const localFailures = [
  'upstream_cx_connect_fail', 'upstream_cx_none_healthy', 'upstream_rq_timeout', 'upstream_rq_per_try_timeout', 'upstream_rq_pending_overflow',
  'upstream_rq_pending_failure_eject', 'upstream_rq_maintenance_mode', 'upstream_rq_rx_reset', 'upstream_cx_destroy_remote_with_active_rq',
] as const

const breakers = ['cx_open', 'cx_pool_open', 'rq_pending_open', 'rq_open', 'rq_retry_open'] as const
/** Gauges that are 1 while a breaker is open, by priority. Envoy, "Cluster manager statistics", circuit breakers. */
export const breakerGauges = (['default', 'high'] as const).flatMap(priority => breakers.map(name => ({ priority, resource: name.replace(/_open$/, ''), metric: `circuit_breakers.${priority}.${name}` })))

/** Counters by the response flag of the requests that they count. Envoy, access log `%RESPONSE_FLAGS%` and cluster statistics. */
export const flagCounters = {
  cluster: [['UF', 'upstream_cx_connect_fail'], ['UT', 'upstream_rq_timeout'], ['UO', 'upstream_rq_pending_overflow'], ['UH', 'upstream_cx_none_healthy'], ['UR', 'upstream_rq_rx_reset']],
  http: [['NR', 'no_route'], ['NC', 'no_cluster']],
} as const

/** Counters of failed handshakes, at clusters and listeners alike. */
export const tlsCounters = [['san', 'ssl.fail_verify_san'], ['untrusted', 'ssl.fail_verify_error'], ['no_certificate', 'ssl.fail_verify_no_cert'], ['handshake', 'ssl.connection_error']] as const
const tls = [...tlsCounters.map(([, metric]) => metric), 'ssl.handshake']

const own: Readonly<Partial<Record<ScopeKind, readonly string[]>>> = {
  server: ['control_plane.connected_state'],
  subscription: ['update_rejected', 'update_time'],
  cluster: [
    'outlier_detection.ejections_active', 'outlier_detection.ejections_enforced_total', ...breakerGauges.map(gauge => gauge.metric),
    'upstream_cx_active', 'upstream_rq_pending_active', 'upstream_rq_active', 'upstream_rq_total', 'upstream_rq_2xx', 'upstream_rq_3xx', 'upstream_rq_4xx', 'upstream_rq_5xx',
    'upstream_cx_rx_bytes_total', 'upstream_cx_tx_bytes_total', ...localFailures, ...tls,
  ],
  listener: ['downstream_cx_active', 'downstream_cx_total', ...tls],
  http: ['no_route', 'no_cluster', 'downstream_rq_total', 'downstream_cx_rx_bytes_total', 'downstream_cx_tx_bytes_total'],
  tcp: ['downstream_cx_rx_bytes_total', 'downstream_cx_tx_bytes_total'],
}

/** What rules read and what the exporter's own metrics are made of, as far as `kinds` are read at all. */
export function joinNeeds(rules: Needs, kinds: readonly EvidenceKind[]): Needs {
  const stats = new Map([...rules.stats].map(([scope, metrics]): [ScopeKind, Set<string>] => [scope, new Set(metrics)]))
  for (const [scope, metrics] of Object.entries(own) as [ScopeKind, readonly string[]][]) {
    stats.set(scope, new Set([...stats.get(scope) ?? [], ...metrics]))
  }
  return { kinds: new Set(kinds), stats, requestFilters: rules.requestFilters }
}
