import type { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import type { LogGroups, LogLatency, LogReport, LogRow } from '../log-report.ts'
import type { Grouping } from '../query/grouping.ts'

/** Quantiles for a report; null where nothing was measured. */
export function tellLatency(durations: DurationSketch | undefined): LogLatency {
  if (durations === undefined || durations.count === 0) return { p50: null, p90: null, p99: null, max: null }
  return { p50: durations.quantile(0.5), p90: durations.quantile(0.9), p99: durations.quantile(0.99), max: durations.max }
}

/** The groups of one --by, most requests first. */
export function listGroups(grouping: Grouping, top: number): LogGroups {
  const rows = listRows(grouping, top, () => true)
  return { by: grouping.fields, ...rows }
}

/** Latency by authority and by upstream, most requests first; absent values are not listed. */
export function listLatency(groupings: readonly Grouping[], top: number): LogReport['latency'] {
  const [authority, upstream] = ['authority', 'upstream'].map(field => {
    const grouping = groupings.find(({ fields }) => fields[0] === field)
    return grouping === undefined ? { rows: [], more: { groups: 0, requests: 0 } } : listRows(grouping, top, ([value]) => value !== '')
  })
  return { authority: authority?.rows ?? [], upstream: upstream?.rows ?? [], moreAuthorities: authority?.more.groups ?? 0, moreUpstreams: upstream?.more.groups ?? 0 }
}

/** Most requests first, equal ones in the order of their values. */
function listRows(grouping: Grouping, top: number, isListed: (values: readonly string[]) => boolean): Pick<LogGroups, 'rows' | 'more'> {
  const sorted = grouping.list().filter(({ values }) => isListed(values)).map(group => ({ group, key: JSON.stringify(group.values) }))
    .sort((a, b) => b.group.count - a.group.count || (a.key < b.key ? -1 : 1))
  const more = sorted.slice(top)
  return {
    rows: sorted.slice(0, top).map(({ group: { values, count, errors, durations, samples } }): LogRow => ({ values, requests: count, errors, ...tellLatency(durations), samples })),
    more: { groups: more.length, requests: more.reduce((sum, { group }) => sum + group.count, 0) },
  }
}
