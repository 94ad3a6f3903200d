import { Absent, type Known } from '../evidence/absent.ts'
import type { StatsSeries } from '../evidence/growth.ts'
import type { ListedStats, ListedValue } from '../evidence/listed-stats.ts'
import type { Table } from './sheet.ts'

/** One statistic. */
export interface StatisticRow {
  /** As /stats prints it. */
  name: string
  /** What it is counted for, the beginning of its name: `cluster.a`, `listener.0.0.0.0_15001`, `http.ingress`, `server`; empty where the name is no path. */
  scope: string
  value: ListedValue
  /** Its value in the older sample, where that has it. */
  before: ListedValue | undefined
  /** `value - before`; negative for gauges that sank and counters that began anew. Unset for texts and histograms. */
  growth: Known<number> | undefined
  /** Growth a second. */
  perSecond: Known<number> | undefined
}

export interface StatisticsOptions {
  /** Only those with another value than before. */
  changedOnly: boolean
  /** Names of clusters, as far as known: a name may have dots. */
  clusters: readonly string[]
}

/** The statistics of the newest sample with their growth since the older one. */
export function listStatistics(series: Known<StatsSeries>, first: ListedStats | undefined, last: ListedStats | undefined, { changedOnly, clusters }: StatisticsOptions): Known<Table<StatisticRow>> {
  if (series instanceof Absent) return series
  if (last === undefined) return new Absent('stats', 'the statistics could not be read again')
  const lack = series.incomparable !== undefined ? new Absent('second sample', series.incomparable) : first === undefined ? new Absent('second sample', 'one sample: growth needs two') : undefined
  const scopeOf = findScopes(clusters)
  const rows = Array.from(last.values, ([name, value]) => describe({ name, scope: scopeOf(name) }, value, first?.values.get(name), lack, series.seconds))
    .toSorted((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  const kept = changedOnly && lack === undefined ? rows.filter(row => !isSame(row.value, row.before)) : rows
  const gone = lack === undefined && first !== undefined ? [...first.values.keys()].filter(name => !last.values.has(name)).length : 0
  const notes = [
    ...lack === undefined && series.seconds !== undefined ? [`Growth over ${series.seconds} s.`] : lack === undefined ? ['Nothing tells how many seconds lie between the two samples.'] : [],
    ...changedOnly && lack !== undefined ? [`All are shown: which have changed is not known, ${lack.reason}.`] : [],
    ...gone > 0 ? [`${gone} of the older sample ${gone === 1 ? 'is' : 'are'} not in the newer one.`] : [],
  ]
  return { rows: kept, of: last.of, undecided: 0, notes }
}

/** Finds where the name of what is counted for ends. */
function findScopes(clusters: readonly string[]): (name: string) => string {
  // The longest first: a name may begin with another.
  const known = clusters.filter(cluster => cluster.includes('.')).toSorted((a, b) => b.length - a.length).map(cluster => `cluster.${cluster}`)
  return name => known.find(scope => name.startsWith(`${scope}.`))
    ?? /^(?:cluster|http|tcp|sds|vhost)\.[^.{]+(?=\.)|^listener\.(?:[\d.]+_\d+|\[[^\]]*\]_\d+|[^.{]+)(?=\.)|^[^.{]+(?=\.)/.exec(name)?.[0] ?? ''
}

function describe(own: Pick<StatisticRow, 'name' | 'scope'>, value: ListedValue, before: ListedValue | undefined, lack: Absent | undefined, seconds: number | undefined): StatisticRow {
  if (!isNumber(value)) return { ...own, value, before, growth: undefined, perSecond: undefined }
  const growth = lack ?? (before === undefined ? new Absent('stat', 'the older sample does not have it') : isNumber(before) ? subtract(value, before) : new Absent('stat', 'it was no number in the older sample'))
  const perSecond = growth instanceof Absent ? growth : seconds === undefined || seconds === 0 ? new Absent('second sample', 'nothing tells the seconds between the samples') : growth / seconds
  return { ...own, value, before, growth, perSecond }
}

function isNumber(value: ListedValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function subtract(value: number | bigint, before: number | bigint): number {
  if (typeof value === 'number' && typeof before === 'number') return value - before
  return Number.isInteger(Number(value)) && Number.isInteger(Number(before)) ? Number(BigInt(value) - BigInt(before)) : Number(value) - Number(before)
}

function isSame(one: ListedValue, other: ListedValue | undefined): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other
  return one.p50 === other.p50 && one.p99 === other.p99
}
