import type { LogReport } from '../../logs/log-report.ts'
import { formatNumber } from '../phrases.ts'
import { clock, share, sliceWidth } from './figures.ts'

const levels = '▁▂▃▄▅▆▇█'
const dayMilliseconds = 86_400_000

/**
 * Errors over time on one line: a bar a slice, `·` where requests came and none failed, a blank where none came. Nothing for one slice,
 * or where nothing failed.
 */
export function layOutChart(report: LogReport, width: number): string[] {
  const { series } = report
  const [first, ...rest] = series?.slices ?? []
  const last = rest.at(-1)
  if (series === null || first === undefined || last === undefined || report.errors === 0) return []
  const step = series.seconds * 1000
  const start = Date.parse(first.at)
  const places = Math.round((Date.parse(last.at) - start) / step) + 1
  const perColumn = Math.ceil(places / (width - 2))
  const bins = Array.from({ length: Math.ceil(places / perColumn) }, () => ({ requests: 0, errors: 0 }))
  for (const slice of series.slices) {
    const bin = bins[Math.floor((Date.parse(slice.at) - start) / step / perColumn)]
    if (bin === undefined) continue
    bin.requests += slice.requests
    bin.errors += slice.errors
  }
  const most = bins.reduce((a, b) => b.errors > a.errors ? b : a)
  const at = new Date(start + bins.indexOf(most) * perColumn * step).toISOString()
  const withDay = places * step > dayMilliseconds
  const bars = bins.map(({ requests, errors }) => requests === 0 ? ' ' : errors === 0 ? '·' : levels[Math.ceil(errors / most.errors * levels.length) - 1] ?? '').join('')
  const [from, to] = [clock(first.at, withDay), clock(new Date(start + bins.length * perColumn * step).toISOString(), withDay)]
  return [
    '', `Errors per ${sliceWidth(series.seconds * perColumn)}; most at ${clock(at, withDay)}: ${formatNumber(most.errors)} of ${formatNumber(most.requests)} requests (${share(most.errors, most.requests)})`,
    `  ${bars}`.trimEnd(),
    bins.length > from.length + to.length ? `  ${from}${' '.repeat(bins.length - from.length - to.length)}${to}` : `  ${from} to ${to}`,
  ]
}
