import type { LogReport } from '../../logs/log-report.ts'
import { formatNumber } from '../phrases.ts'
import { layOutColumns } from './columns.ts'
import { milliseconds, share, sliceWidth } from './figures.ts'
import type { LogPage } from './page.ts'

/** Requests over time as rows, where an interval was asked for. */
export function layOutSeries(report: LogReport, page: LogPage): string[] {
  const { series } = report
  if (series === null || series.slices.every(slice => slice.p50 === null)) return []
  const rows = series.slices.map(slice => [
    slice.at.replace('T', ' ').replace('.000Z', 'Z'), formatNumber(slice.requests), formatNumber(slice.errors), share(slice.errors, slice.requests), milliseconds(slice.p50), milliseconds(slice.p99),
  ])
  const columns = [
    { title: `each ${sliceWidth(series.seconds)} from` }, { title: 'requests', right: true }, { title: 'failed', right: true }, { title: 'share', right: true, spare: true },
    { title: 'p50 ms', right: true, spare: true }, { title: 'p99 ms', right: true },
  ]
  return ['', ...layOutColumns(columns, rows, page.width)]
}
