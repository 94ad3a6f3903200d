import { Absent } from './absent.ts'

/**
 * What a statistic belongs to. The same statistic has one identity `(scope, name, metric)` whatever form it was read from:
 * - `cluster`       name: the cluster,                     metric: `upstream_rq_total`, `ssl.handshake`, `health_check.failure`
 * - `listener`      name: address or stat_prefix as Envoy prints it (`0.0.0.0_15000`), metric: `downstream_cx_total`
 * - `http`          name: the connection manager's stat_prefix (`ingress`),  metric: `downstream_rq_5xx`, `no_route`
 * - `tcp`           name: the tcp_proxy's stat_prefix,     metric: `downstream_cx_total`
 * - `subscription`  name: `cds`, `lds`, `rds <route config>`, `sds <secret>`, `eds <cluster>`; metric: `update_rejected`
 * - `server`        name: '' (the process); metric: the whole name: `server.state`, `control_plane.connected_state`
 */
export type ScopeKind = 'cluster' | 'listener' | 'http' | 'tcp' | 'subscription' | 'server'

/** Counters and gauges are unsigned 64 bit: a number up to 2^53 - 1, a bigint above. Text readouts are strings. */
export type StatValue = number | bigint | string

export type StatForm = 'text' | 'json' | 'prometheus'

/** One reading of a proxy's statistics, reduced to what rules need. */
export interface StatsSample {
  /** The file or URL, for evidence lines. */
  source: string
  form: StatForm
  /** Time of reading, milliseconds since the epoch, where it is known. */
  readAt: number | undefined
  /** When its file was written or copied, milliseconds since the epoch, where nothing better is known: it dates nothing by itself. */
  modifiedAt?: number
  /** `server.uptime` in seconds (moves in steps of the flush interval, 5 s). */
  uptime: number | undefined
  /**
   * Whether statistics that were never written are left out of this answer (`usedonly`, or a page without any zero).
   * Then a statistic that is missing is 0; in a complete page it does not exist; `unknown` when the page was cut or filtered.
   */
  missing: 'zero' | 'nonexistent' | 'unknown'
  /** scope -> name -> metric -> value */
  scopes: ReadonlyMap<ScopeKind, ReadonlyMap<string, ReadonlyMap<string, StatValue>>>
}

/** A statistic's value in one sample; `undefined` when the page does not carry it (which is not zero). */
export function findStat(sample: StatsSample, scope: ScopeKind, name: string, metric: string): StatValue | undefined {
  return sample.scopes.get(scope)?.get(name)?.get(metric)
}

/** @throws Absent when the page does not carry the statistic and does not imply that it is zero. */
export function readStat(sample: StatsSample, scope: ScopeKind, name: string, metric: string): StatValue {
  const value = findStat(sample, scope, name, metric)
  if (value !== undefined) return value
  if (sample.missing === 'zero') return 0
  throw new Absent('stat', `${sample.source} has no ${statName(scope, name, metric)}`)
}

/** The statistic's name as `/stats` prints it, for people. */
export function statName(scope: ScopeKind, name: string, metric: string): string {
  if (scope === 'server') return metric
  if (scope !== 'subscription') return `${scope}.${name}.${metric}`
  const [type = '', resource = ''] = name.split(' ')
  switch (type) {
    case 'cds': return `cluster_manager.cds.${metric}`
    case 'lds': return `listener_manager.lds.${metric}`
    case 'eds': return `cluster.${resource}.${metric}`
    case 'sds': return `sds.${resource}.${metric}`
    default: return `http.*.${type}.${resource}.${metric}`
  }
}
