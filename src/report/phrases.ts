import type { EvidenceLine } from '../engine/report.ts'

/** 1 proxy, 2 proxies. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${formatNumber(n)} ${n === 1 ? one : many}`
}

/** Thousands are set apart from five digits on. */
export function formatNumber(n: number): string {
  if (!Number.isInteger(n)) return String(Math.abs(n) < 1 ? Number(n.toPrecision(2)) : Math.round(n * 10) / 10)
  return Math.abs(n) < 10_000 ? String(n) : String(n).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A span for a reader, in the unit that keeps it short; exact up to two minutes. */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${formatNumber(seconds)} s`
  if (seconds < 7200) return `${formatNumber(seconds / 60)} min`
  return seconds < 172_800 ? `${formatNumber(seconds / 3600)} h` : `${formatNumber(seconds / 86_400)} days`
}

/** `2026-11-20 11:02:17Z`; text that is no ISO moment stays. */
export function formatMoment(iso: string): string {
  return iso.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/, '$1 $2$3')
}

/** `a, b and 3 more`. */
export function listSome(items: readonly string[], most: number): string {
  if (items.length <= most + 1) return items.join(', ')
  return `${items.slice(0, most).join(', ')} and ${formatNumber(items.length - most)} more`
}

/** A number with what it is measured against; or words. */
export type Value = { number: string, rest: string } | { words: string }

/** `+212` and ` in 10 s, of 212` for growth; `212` and ` of 214` for a plain number. `total` adds a counter's total. */
export function readValue(line: EvidenceLine, total: boolean): Value {
  const of = line.of === undefined ? '' : ` of ${formatNumber(line.of)}`
  if (line.growth === undefined) {
    if (typeof line.value === 'string') return { words: line.value }
    return { number: formatNumber(line.value), rest: of }
  }
  const sign = line.growth < 0 ? '' : '+'
  const span = line.seconds === undefined ? ' between the samples' : ` in ${formatSeconds(line.seconds)}`
  const sum = total ? `, now ${typeof line.value === 'number' ? formatNumber(line.value) : line.value}` : ''
  return { number: `${sign}${formatNumber(line.growth)}`, rest: `${span}${of === '' ? '' : `,${of}`}${sum}` }
}
