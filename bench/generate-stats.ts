import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Metrics of a cluster, as `/stats` of an Envoy with health checks and outlier detection has them. */
const gauges = [
  ...['cx_open', 'cx_pool_open', 'rq_open', 'rq_pending_open', 'rq_retry_open'].flatMap(name => [`circuit_breakers.default.${name}`, `circuit_breakers.high.${name}`]),
  ...['remaining_cx', 'remaining_cx_pools', 'remaining_pending', 'remaining_retries', 'remaining_rq'].map(name => `circuit_breakers.default.${name}`),
  'health_check.degraded', 'health_check.healthy', 'lb_subsets_active', 'max_host_weight', 'membership_degraded', 'membership_excluded', 'membership_healthy',
  'membership_total', 'outlier_detection.ejections_active', 'upstream_cx_active', 'upstream_cx_rx_bytes_buffered', 'upstream_cx_tx_bytes_buffered',
  'upstream_rq_active', 'upstream_rq_pending_active', 'version', 'warming_state',
]
const counters = [
  'assignment_stale', 'assignment_timeout_received', 'assignment_use_cached', 'bind_errors', 'lb_healthy_panic', 'lb_local_cluster_not_ok',
  'lb_recalculate_zone_structures', 'lb_subsets_created', 'lb_subsets_fallback', 'lb_subsets_fallback_panic', 'lb_subsets_removed', 'lb_subsets_selected',
  'lb_zone_cluster_too_small', 'lb_zone_no_capacity_left', 'lb_zone_routing_all_directly', 'lb_zone_routing_cross_zone', 'lb_zone_routing_sampled',
  'membership_change', 'original_dst_host_invalid', 'retry_or_shadow_abandoned', 'ssl.connection_error', 'ssl.fail_verify_error', 'ssl.fail_verify_san', 'ssl.handshake',
  ...['attempt', 'empty', 'failure', 'no_rebuild', 'success'].map(name => `update_${name}`),
  ...['consecutive_5xx', 'enforced_consecutive_5xx', 'enforced_total', 'overflow', 'total'].map(name => `outlier_detection.ejections_${name}`),
  ...[
    'close_notify', 'connect_attempts_exceeded', 'connect_fail', 'connect_timeout', 'destroy', 'destroy_local', 'destroy_local_with_active_rq', 'destroy_remote',
    'destroy_remote_with_active_rq', 'destroy_with_active_rq', 'http1_total', 'http2_total', 'http3_total', 'idle_timeout', 'max_requests', 'none_healthy', 'overflow',
    'pool_overflow', 'protocol_error', 'rx_bytes_total', 'total', 'tx_bytes_total',
  ].map(name => `upstream_cx_${name}`),
  ...[
    'cancelled', 'completed', 'maintenance_mode', 'pending_failure_eject', 'pending_overflow', 'pending_total', 'per_try_timeout', 'retry', 'retry_overflow',
    'retry_success', 'rx_reset', 'timeout', 'total', 'tx_reset',
  ].map(name => `upstream_rq_${name}`),
  ...['backed_up', 'drained', 'paused_reading'].map(name => `upstream_flow_control_${name}_total`),
]
const codes = ['200', '404', '503']
const histograms = ['upstream_cx_connect_ms', 'upstream_rq_time']
const bounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000]
const quantiles = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100]

/** Numbers that are the same at every run. */
function makeNumbers(): (below: number) => number {
  let state = 20261125
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor(state / 4294967296 * below)
  }
}

/** Half of a real page's statistics are zero, few are large. */
function drawValue(draw: (below: number) => number): number {
  const kind = draw(100)
  return kind < 55 ? 0 : kind < 80 ? draw(100) : kind < 97 ? draw(1e6) : draw(1e12)
}

const services = ['orders', 'users', 'cart', 'checkout', 'inventory', 'search', 'auth', 'payments', 'shipping', 'catalog']
const nameClusters = (count: number): string[] => Array.from({ length: count }, (_, i) => `cds_egress_prod-mesh_${services[i % 10] ?? ''}-${i}_http_${[8080, 9080, 50051][i % 3] ?? 0}`)

function* textLines(clusters: readonly string[]): Iterable<string> {
  const draw = makeNumbers()
  const metrics = [...gauges, ...counters, ...codes.map(code => `upstream_rq_${code}`), ...codes.map(code => `upstream_rq_${code.slice(0, 1)}xx`)].sort()
  for (const cluster of clusters) for (const metric of metrics) yield `cluster.${cluster}.${metric}: ${drawValue(draw)}\n`
  for (const cluster of clusters) {
    for (const histogram of histograms) {
      yield `cluster.${cluster}.${histogram}: ${draw(10) < 3 ? 'No recorded values' : quantiles.map((quantile, i) => `P${quantile}(nan,${i * 7 + draw(7)})`).join(' ')}\n`
    }
  }
}

function* prometheusLines(clusters: readonly string[]): Iterable<string> {
  const draw = makeNumbers()
  const labels = clusters.map(cluster => `appmesh_mesh="prod-mesh",appmesh_virtual_node="gateway-vn_prod",envoy_cluster_name="${cluster}"`)
  for (const metric of [...counters, ...gauges]) {
    const family = `envoy_cluster_${metric.replaceAll('.', '_')}`
    yield `# TYPE ${family} ${gauges.includes(metric) ? 'gauge' : 'counter'}\n`
    for (const label of labels) yield `${family}{${label}} ${drawValue(draw)}\n`
  }
  for (const [family, tag, values] of [['upstream_rq', 'envoy_response_code', codes], ['upstream_rq_xx', 'envoy_response_code_class', codes.map(code => code.slice(0, 1))]] as const) {
    yield `# TYPE envoy_cluster_${family} counter\n`
    for (const label of labels) for (const value of values) yield `envoy_cluster_${family}{${tag}="${value}",${label}} ${drawValue(draw)}\n`
  }
  for (const histogram of histograms) {
    yield `# TYPE envoy_cluster_${histogram} histogram\n`
    for (const label of labels) {
      let count = 0
      for (const [i, bound] of bounds.entries()) yield `envoy_cluster_${histogram}_bucket{${label},le="${bound}"} ${count += i > 1 && i < 12 ? draw(500) : 0}\n`
      yield `envoy_cluster_${histogram}_bucket{${label},le="+Inf"} ${count}\nenvoy_cluster_${histogram}_sum{${label}} ${count * 20.5}\nenvoy_cluster_${histogram}_count{${label}} ${count}\n`
    }
  }
}

/** Writes a page unless it is there. @returns its path and how many lines it has */
export function makeStatsPage(form: 'text' | 'prometheus', clusters: number): { file: string, lines: number } {
  const file = `.cache/bench/stats-${form}-${clusters}.txt`
  const source = form === 'text' ? textLines(nameClusters(clusters)) : prometheusLines(nameClusters(clusters))
  const isThere = existsSync(file)
  mkdirSync(dirname(file), { recursive: true })
  const handle = isThere ? undefined : openSync(file, 'w')
  let lines = 0
  let batch = ''
  for (const part of source) {
    for (let at = part.indexOf('\n'); at !== -1; at = part.indexOf('\n', at + 1)) lines++
    batch += part
    if (batch.length > 1 << 20) {
      if (handle !== undefined) writeSync(handle, batch)
      batch = ''
    }
  }
  if (handle !== undefined) {
    writeSync(handle, batch)
    closeSync(handle)
  }
  return { file, lines }
}
