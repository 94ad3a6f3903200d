import type { ScopeKind } from '../../../evidence/stats.ts'

/**
 * What Envoy may print between a scope's name and a metric. A name that ends so is read as its parent's sub-scope unless a metric
 * proves that it is a name. (Envoy docs: cluster_stats, listeners/stats, http_conn_man/stats; App Mesh adds `http.<port>` to managers.)
 */
const subScopes: Partial<Record<ScopeKind, RegExp>> = {
  cluster: /\.((?:internal|external|canary|retry|ssl|health_check|outlier_detection|circuit_breakers(?:\.(?:default|high))?|http[123]|(?:ring_hash|maglev)_lb|leds|control_plane|ext_authz|ratelimit|client_ssl_socket_factory|transport_socket_match|zone\.[^.]+\.[^.]+|zone_[^.]+|endpoint\..+))$/s,
  listener: /\.((?:worker(?:_\d+)?|main_thread|ssl|tls_inspector|http_inspector|proxy_proto|server_ssl_socket_factory|udp|http(?:\..+)?))$/s,
  http: /\.((?:user_agent(?:\.[^.]+)?|tracing|(?:http2?|grpc|tcp)[._]\d+|vhost\..+|rbac|fault|ext_authz|jwt_authn|rds\..+))$/s,
}

/** A name read as a sub-scope: `payments.internal` -> `payments` and `internal`. */
export interface Split { parent: string, prefix: string }

export function splitSubScope(scope: ScopeKind, name: string): Split | undefined {
  const prefix = subScopes[scope]?.exec(name)?.[1]
  return prefix === undefined ? undefined : { parent: name.slice(0, name.length - prefix.length - 1), prefix }
}

/** Metrics that no sub-scope has: what stands before them is a name. */
export const provingMetrics: Partial<Record<ScopeKind, readonly string[]>> = {
  cluster: ['upstream_cx_total', 'membership_total', 'upstream_rq_total', 'max_host_weight', 'bind_errors'],
  listener: ['downstream_cx_destroy', 'downstream_cx_overflow', 'downstream_pre_cx_timeout', 'no_filter_chain_match'],
  http: ['downstream_cx_http1_total', 'downstream_cx_ssl_total', 'downstream_cx_protocol_error', 'rs_too_large'],
}

/**
 * Counters of which every complete page has some at zero; a page without a zero among them leaves out what was never written.
 * Gauges do not tell: one that was written and fell back to zero stays in a `usedonly` page. Nor do `server.*_unknown_fields` and
 * `server.wip_protos`, into which Envoy writes a zero.
 */
export const tellingCounters: Partial<Record<ScopeKind, readonly string[]>> = {
  cluster: ['upstream_cx_connect_timeout', 'upstream_cx_overflow', 'bind_errors', 'lb_healthy_panic'],
  subscription: ['update_rejected', 'update_failure', 'init_fetch_timeout'],
  listener: ['downstream_cx_total', 'downstream_cx_overflow', 'no_filter_chain_match'],
  http: ['downstream_cx_total', 'downstream_cx_protocol_error', 'rs_too_large'],
  server: [
    'cluster_manager.cluster_removed', 'cluster_manager.cluster_modified', 'listener_manager.listener_create_failure',
    'listener_manager.listener_removed', 'server.envoy_bug_failures', 'runtime.load_error',
  ],
}

/** Metrics that only a subscription has: a cluster with one of them gets its endpoints by EDS. */
export const edsMetrics: readonly string[] = ['init_fetch_timeout', 'update_rejected', 'update_time', 'version_text']
