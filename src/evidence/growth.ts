import { Absent } from './absent.ts'
import { findStat, readStat, statName, type ScopeKind, type StatsSample, type StatValue } from './stats.ts'

/** Two readings of one proxy, in order, or one. */
export interface StatsSeries {
  first: StatsSample | undefined
  last: StatsSample
  /** Seconds between the two; undefined where neither file tells. */
  seconds: number | undefined
  /** Why the two must not be compared (another proxy, a restart between them); undefined when they may be. */
  incomparable: string | undefined
}

export interface Growth {
  first: StatValue
  last: StatValue
  /** last - first; 0 and `reset` when the counter went back. */
  delta: number
  seconds: number | undefined
  reset: boolean
}

/**
 * How much a counter grew between two samples.
 * A counter that went back was reset (restart, hot restart, eviction, /reset_counters): what it shows since then is its growth
 * from zero at the least, but at an unknown moment, so it is not taken as growth.
 * @throws Absent with one sample, with samples that must not be compared, or where the statistic is not in the page.
 */
export function readGrowth(series: StatsSeries, scope: ScopeKind, name: string, metric: string): Growth {
  const { first, last, seconds, incomparable } = series
  if (incomparable !== undefined) throw new Absent('second sample', incomparable)
  if (first === undefined) throw new Absent('second sample', 'one sample: growth needs two')
  const after = readStat(last, scope, name, metric)
  if (first.missing === 'unknown' && first.scopes.get(scope)?.has(name) !== true) {
    throw new Absent('stat', `${first.source} is not a whole page and has no ${statName(scope, name, metric)}`)
  }
  // A scope that appeared between the samples (a new cluster) started from zero.
  const before = findStat(first, scope, name, metric) ?? (first.scopes.get(scope)?.has(name) === true ? readStat(first, scope, name, metric) : 0)
  if (typeof after === 'string' || typeof before === 'string') {
    throw new Absent('stat', `${statName(scope, name, metric)} is a text, not a counter`)
  }
  if (!isWhole(after) || !isWhole(before)) throw new Absent('stat', `${statName(scope, name, metric)} is not a counter`)
  const delta = Number(BigInt(after) - BigInt(before))
  return delta < 0
    ? { first: before, last: after, delta: 0, seconds, reset: true }
    : { first: before, last: after, delta, seconds, reset: false }
}

/** Quantiles of histograms are fractions; they do not grow. */
function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value)
}
