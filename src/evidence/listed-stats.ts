import type { StatValue } from './stats.ts'

/** A histogram's quantiles over its whole life, in its own unit; both unset where the page shows it in another way. */
export interface StatQuantiles { p50: number | undefined, p99: number | undefined }

/** Prometheus pages have fractions, too. */
export type ListedValue = StatValue | StatQuantiles

/** One answer of /stats by the names that it prints (`cluster.x.upstream_rq_total`, or `envoy_cluster_upstream_rq_total{…}`). */
export interface ListedStats {
  source: string
  /** Those that were asked for. */
  values: ReadonlyMap<string, ListedValue>
  /** How many statistics the page has. */
  of: number
}
