import type { LogReport } from '../../logs/log-report.ts'
import { escapeText } from '../escape.ts'

/**
 * One table as CSV (RFC 4180): with --interval the series, with --by the groups, else the failures. A cell that a spreadsheet would take
 * for a formula begins with an apostrophe.
 */
export function renderLogCsv(report: LogReport): string {
  return tableOf(report).map(row => `${row.map(cell).join(',')}\r\n`).join('')
}

type Cell = string | number | null

function tableOf({ series, groups: [groups], failures }: LogReport): (readonly Cell[])[] {
  if (series?.slices.some(slice => slice.p50 !== null) === true && groups === undefined) {
    return [['at', 'seconds', 'requests', 'errors', 'p50_ms', 'p99_ms'], ...series.slices.map(slice => [slice.at, series.seconds, slice.requests, slice.errors, slice.p50, slice.p99])]
  }
  if (groups !== undefined) {
    return [[...groups.by, 'requests', 'errors', 'p50_ms', 'p90_ms', 'p99_ms', 'max_ms'],
      ...groups.rows.map(row => [...row.values, row.requests, row.errors, row.p50, row.p90, row.p99, row.max])]
  }
  return [
    ['requests', 'code', 'flags', 'method', 'path', 'authority', 'upstream', 'cluster', 'details', 'failure', 'grpc_status', 'p50_ms', 'p90_ms', 'p99_ms', 'max_ms', 'rules', 'meaning'],
    ...failures.map(row => [row.requests, row.code, row.flags, row.method, row.path, row.authority, row.upstream, row.cluster, row.details, row.failure,
      row.grpcStatus, row.p50, row.p90, row.p99, row.max, row.rules.join(' '), row.meaning]),
  ]
}

/** Untrusted text must not become a formula (`=`, `+`, `-`, `@`, also behind blanks), nor a control character reach a terminal. */
function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const clean = escapeText(value)
  const safe = /^\s*[=+\-@\t\r]/.test(value) ? `'${clean}` : clean
  return /[",\r\n;]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}
