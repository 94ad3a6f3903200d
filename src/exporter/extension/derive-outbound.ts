import { isKnown } from '../../evidence/absent.ts'
import type { Cluster } from '../../evidence/schema.ts'
import { findStat, type StatsSample } from '../../evidence/stats.ts'
import { localFailures } from '../metrics/needs.ts'
import type { AttributedPair, Attribution } from './attribute-clusters.ts'
import { extensionMetrics, type ExtensionMetric, type ExtensionRow, type Omissions } from './families.ts'
import type { Buckets } from './read-page.ts'

const outbound = extensionMetrics.filter(metric => metric.includes('Target'))

/**
 * The extension's metrics of targets, from the statistics of the clusters by which each virtual service reaches each virtual node.
 * docs/extension-metrics.md says when each is exact.
 */
export function deriveOutbound(attribution: Attribution, sample: StatsSample, times: ReadonlyMap<string, Buckets>, identity: Readonly<Record<string, string>>, omitted: Omissions): ExtensionRow[] {
  for (const { cluster, reason } of attribution.others) {
    for (const metric of cluster.protocol === 'tcp' ? ['TargetProcessedBytes'] as const : outbound) omitted.add(metric, reason)
  }
  return attribution.pairs.flatMap(pair => {
    if (pair.reason !== undefined) {
      for (const metric of outbound) omitted.add(metric, pair.reason)
      return []
    }
    return derivePair(pair, sample, times, { ...identity, TargetVirtualService: pair.service, TargetVirtualNode: pair.node }, omitted)
  })
}

function derivePair({ clusters }: AttributedPair, sample: StatsSample, times: ReadonlyMap<string, Buckets>, labels: Readonly<Record<string, string>>, omitted: Omissions): ExtensionRow[] {
  const rows: ExtensionRow[] = []
  const add = (metric: ExtensionMetric, value: number | undefined, reason: string | undefined): void => {
    if (reason !== undefined || value === undefined) omitted.add(metric, reason ?? 'no_statistics')
    else rows.push({ metric, labels, suffix: '', value })
  }
  const sum = (...metrics: readonly string[]): number | undefined => sumOf(sample, clusters, metrics)
  add('RequestCountPerTarget', sum('upstream_rq_total'), undefined)
  for (const digit of [2, 3, 4] as const) add(`HTTPCode_Target_${digit}XX_Count`, sum(`upstream_rq_${digit}xx`), undefined)
  // What Envoy answers itself when it cannot reach a target counts as the cluster's 5xx too.
  const failures = sum(...localFailures)
  add('HTTPCode_Target_5XX_Count', sum('upstream_rq_5xx'), failures === 0 ? undefined : 'answers_of_envoy')
  add('TargetProcessedBytes', sum('upstream_cx_rx_bytes_total', 'upstream_cx_tx_bytes_total'), clusters.map(tellTls).find(reason => reason !== undefined))
  const requests = sum('upstream_rq_total')
  const histogram = addBuckets(clusters.map(cluster => times.get(cluster.name)).filter(buckets => buckets !== undefined))
  if (histogram === undefined) {
    // A histogram of nothing is not printed.
    if (requests !== 0) omitted.add('TargetResponseTime', 'no_histogram')
    return rows
  }
  histogram.bounds.forEach((bound, i) => rows.push({ metric: 'TargetResponseTime', labels: { ...labels, le: bound }, suffix: '_bucket', value: histogram.counts[i] ?? 0 }))
  rows.push({ metric: 'TargetResponseTime', labels, suffix: '_sum', value: histogram.sum }, { metric: 'TargetResponseTime', labels, suffix: '_count', value: histogram.count })
  return rows
}

/** Envoy counts a connection's bytes before they are encrypted: those are not the bytes of TCP. */
function tellTls({ tls }: Cluster): string | undefined {
  if (!isKnown(tls)) return 'no_configuration'
  return tls === undefined ? undefined : 'tls'
}

/** Undefined where the page lacks one of them and does not imply that it is zero. */
function sumOf(sample: StatsSample, clusters: readonly Cluster[], metrics: readonly string[]): number | undefined {
  let sum = 0
  for (const { name } of clusters) {
    for (const metric of metrics) {
      const value = findStat(sample, 'cluster', name, metric)
      if (typeof value === 'string' || (value === undefined && sample.missing !== 'zero' && !sample.scopes.get('cluster')?.has(name))) return undefined
      if (value === undefined && sample.missing === 'unknown') return undefined
      sum += Number(value ?? 0)
    }
  }
  return sum
}

/** Histograms with the same bounds add up; others do not. */
function addBuckets(all: readonly Buckets[]): Buckets | undefined {
  const [first, ...others] = all
  if (first === undefined || others.some(other => other.bounds.join() !== first.bounds.join())) return undefined
  return others.reduce((sum, other) => ({
    bounds: sum.bounds, counts: sum.counts.map((count, i) => count + (other.counts[i] ?? 0)), sum: sum.sum + other.sum, count: sum.count + other.count,
  }), first)
}
