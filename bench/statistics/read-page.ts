/** What the benchmark runs: `read-page.js visit|keep FILE`. */
import { openSync, readSync } from 'node:fs'
import { noNames } from '../../src/sources/envoy-admin/stats/known-names.ts'
import { StatsReader } from '../../src/sources/envoy-admin/stats/read-stats.ts'
import { PrometheusReader } from '../../src/sources/envoy-admin/stats/visit-prometheus.ts'

/** As much as a full catalogue of rules reads of a cluster. */
const metrics = [
  'bind_errors', 'circuit_breakers.default.cx_open', 'circuit_breakers.default.rq_open', 'circuit_breakers.default.rq_pending_open', 'circuit_breakers.default.rq_retry_open',
  'health_check.healthy', 'lb_healthy_panic', 'membership_healthy', 'membership_total', 'outlier_detection.ejections_active', 'ssl.connection_error',
  'ssl.fail_verify_error', 'ssl.fail_verify_san', 'ssl.handshake', 'update_attempt', 'update_empty', 'update_failure', 'update_success', 'upstream_cx_active', 'upstream_cx_connect_fail',
  'upstream_cx_connect_timeout', 'upstream_cx_destroy_remote_with_active_rq', 'upstream_cx_none_healthy', 'upstream_cx_overflow', 'upstream_cx_pool_overflow',
  'upstream_cx_protocol_error', 'upstream_cx_total', 'upstream_rq_503', 'upstream_rq_5xx', 'upstream_rq_active', 'upstream_rq_completed', 'upstream_rq_pending_overflow',
  'upstream_rq_per_try_timeout', 'upstream_rq_retry', 'upstream_rq_retry_overflow', 'upstream_rq_rx_reset', 'upstream_rq_timeout', 'upstream_rq_total', 'upstream_rq_tx_reset', 'warming_state',
]

const [mode, file = ''] = process.argv.slice(2)

/** Pieces as large as those of a saved file; one buffer for all of them: readers keep nothing of it, and a new one each time would only wait for the collector. */
function* readPieces(): Iterable<Uint8Array> {
  const handle = openSync(file, 'r')
  const piece = new Uint8Array(1 << 18)
  for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece)) yield piece.subarray(0, length)
}

if (mode === 'visit') {
  let samples = 0
  let sum = 0
  const reader = new PrometheusReader({
    sample: sample => {
      samples++
      sum += sample.value()
    },
  })
  for (const chunk of readPieces()) reader.write(chunk)
  reader.end()
  console.log(samples, sum)
} else {
  const reader = new StatsReader({
    source: file, names: noNames, problems: [],
    needs: { kinds: new Set(), requestFilters: new Set(), stats: new Map([['cluster', new Set(metrics)], ['subscription', new Set(['update_rejected', 'update_success'])]]) },
  })
  for (const chunk of readPieces()) reader.write(chunk)
  const clusters = reader.end().scopes.get('cluster')
  console.log(clusters?.size, [...clusters?.values() ?? []].reduce((count, values) => count + values.size, 0))
}
