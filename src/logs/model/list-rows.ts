import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import type { LogLatency, LogReport, LogRow } from '../log-report.ts'
import type { ColumnCounts } from '../query/column-counts.ts'
import type { Group } from '../query/grouped-counts.ts'
import type { RowCounter } from '../query/row-counter.ts'

/** Groups joined by what `valuesOf` tells of them, most requests first. */
function joinGroups(groups: readonly Group[], valuesOf: (group: Group) => readonly string[]): LogRow[] {
  const joined = new Map<string, { values: readonly string[], requests: number, errors: number, durations: DurationSketch, samples: LogRow['samples'] }>()
  for (const group of groups) {
    const values = valuesOf(group)
    const key = JSON.stringify(values)
    const into = joined.get(key) ?? { values, requests: 0, errors: 0, durations: new DurationSketch(), samples: group.samples }
    into.requests += group.count
    into.errors += group.errors
    into.durations.merge(group.durations)
    joined.set(key, into)
  }
  return [...joined].sort(([a, x], [b, y]) => y.requests - x.requests || (a < b ? -1 : 1))
    .map(([, { durations, ...row }]) => ({ ...row, ...tellLatency(durations) }))
}

/** Quantiles for a report; null where nothing was measured. */
export function tellLatency(durations: DurationSketch): LogLatency {
  const at = (share: number): number | null => durations.count === 0 ? null : durations.quantile(share)
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: durations.count === 0 ? null : durations.max }
}

/** The groups of --by, most requests first. */
export function listGroups(counter: RowCounter, by: readonly string[], top: number): NonNullable<LogReport['groups']> {
  const columns = by.map(field => counter.columns.indexOf(field === 'grpcStatus' ? 'grpc' : field))
  const rows = joinGroups(counter.groups, group => columns.map(column => counter.text(column, group)))
  const more = rows.slice(top)
  return { by, rows: rows.slice(0, top), more: { groups: more.length, requests: more.reduce((sum, row) => sum + row.requests, 0) } }
}

/** Latency by authority and by upstream, most requests first; absent values are not listed. */
export function listLatency(counter: RowCounter, top: number): LogReport['latency'] {
  const list = (counts: ColumnCounts | undefined): LogRow[] => counts === undefined ? [] : counts.list()
    .map(({ value, count: { requests, errors, durations } }) => ({ values: [value], requests, errors, ...tellLatency(durations), samples: [] }))
    .sort((a, b) => b.requests - a.requests || ((a.values[0] ?? '') < (b.values[0] ?? '') ? -1 : 1))
  const authority = list(counter.latency?.authority)
  const upstream = list(counter.latency?.upstream)
  return {
    authority: authority.slice(0, top), upstream: upstream.slice(0, top),
    moreAuthorities: Math.max(0, authority.length - top), moreUpstreams: Math.max(0, upstream.length - top),
  }
}
