/** The plain counterpart of a query: lines parsed one by one, counted in Maps, quantiles from sorted lists. */
import { defaultFormat, parseLine, splitFormat, type Values } from './parse-line.ts'

export interface PlainGroup { key: (string | number)[], count: number, durations: number[] }
export interface PlainCount { rows: Values[], unread: number, groups: PlainGroup[] }

export function countLines(lines: readonly string[], by: readonly string[], keep: (row: Values) => boolean = () => true, format = defaultFormat): PlainCount {
  const pieces = splitFormat(format)
  const groups = new Map<string, PlainGroup>()
  const rows: Values[] = []
  let unread = 0
  for (const line of lines) {
    if (line === '') continue
    const row = parseLine(pieces, line)
    if (row === undefined) {
      unread++
      continue
    }
    if (!keep(row)) continue
    rows.push(row)
    const key = by.map(field => row[field] ?? '')
    const text = JSON.stringify(key)
    const group = groups.get(text) ?? { key, count: 0, durations: [] }
    group.count++
    if (Number(row.duration) >= 0) group.durations.push(Number(row.duration))
    groups.set(text, group)
  }
  return { rows, unread, groups: [...groups.values()].sort((a, b) => b.count - a.count || compare(a.key, b.key)) }
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, i) => value !== b[i])
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1
}

/** The nearest rank, exactly. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? NaN
}
