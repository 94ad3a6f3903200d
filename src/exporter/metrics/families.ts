import type { Family } from '../page/rows.ts'

const gauge = (name: string, help: string): Family => ({ name: `meshmedic_${name}`, type: 'gauge', help })
const counter = (name: string, help: string): Family => ({ name: `meshmedic_${name}`, type: 'counter', help })

/** Our own metrics of a target; docs/exporter.md explains each. HELP says where a number comes from. */
export const families = {
  up: gauge('up', 'Whether the target answered with whole statistics at this scrape.'),
  duration: gauge('scrape_duration_seconds', 'How long reading and judging this target took.'),
  bytes: gauge('scrape_read_bytes', 'Bytes that were read from this target, after decompression.'),
  problems: gauge('scrape_problems', 'Parts of what the target said that could not be read or understood; /probe with debug=true names them.'),
  failure: gauge('scrape_failure', 'Why the target is not up; one series while it is not.'),
  growthSeconds: gauge('scrape_growth_seconds', 'Seconds since the scrape that growth of counters is judged against; no series at the first scrape of a target or after a restart.'),
  dropped: gauge('scrape_series_dropped', 'Series of this target that were left out because it has more than max_series of its module.'),
  info: gauge('target_info', "What the target is, from its /server_info and bootstrap; always 1."),
  findings: gauge('findings', 'Things that are wrong with the target now, by rule and severity; explanations are in the documentation of the rule.'),
  causes: gauge('causes', 'Findings that no other finding explains: what to look at first, by rule and severity.'),
  checks: gauge('checks', 'Judgements of a rule over a part of the target, by their result.'),
  unchecked: gauge('unchecked', 'Judgements that could not be made, by what was lacking.'),
  coverage: gauge('coverage_ratio', 'Share of all relevant judgements that could be made: meshmedic_checks without unchecked, of all but not_applicable.'),
  connected: gauge('control_plane_connected', "Whether the proxy has a stream to its control plane (Envoy's control_plane.connected_state)."),
  updateAge: gauge('control_plane_update_age_seconds', 'Seconds since the newest update of clusters or listeners that the proxy accepted.'),
  updateTime: gauge('xds_update_timestamp_seconds', 'When the proxy accepted its newest update, by xDS type; Unix time.'),
  rejected: counter('xds_rejected_total', 'Updates that the proxy refused since it started, by xDS type.'),
  notAfter: gauge('certificate_not_after_timestamp_seconds', 'When a certificate that the proxy holds expires, from /certs; Unix time.'),
  ejected: gauge('cluster_ejected_endpoints', 'Endpoints that outlier detection has ejected now.'),
  ejections: counter('cluster_ejections_total', 'Ejections by outlier detection since the proxy started.'),
  breakersOpen: gauge('circuit_breakers_open', 'Circuit breakers of the proxy that are open now.'),
  breakerOpen: gauge('cluster_circuit_breaker_open', 'A circuit breaker that is open now; no series while it is closed.'),
  saturation: gauge('cluster_circuit_breaker_saturation_ratio', 'Share of a limited circuit breaker that is in use.'),
  failures: counter('request_failures_total', 'Requests that Envoy failed itself since the proxy started, by the response flag that it gives them; no series where there are none.'),
  tlsFailures: counter('tls_failures_total', 'TLS handshakes that failed since the proxy started, by reason; no series where there are none.'),
  handshakes: counter('tls_handshakes_total', 'TLS handshakes that succeeded since the proxy started; no series where there are none.'),
  omitted: gauge('extension_omitted', "Series of App Mesh's metrics extension that are left out, by metric and reason."),
  extensionSource: gauge('extension_source', "Where envoy_appmesh_ metrics come from: the proxy's own extension (passed_on) or ordinary statistics (derived); always 1."),
} as const satisfies Record<string, Family>
