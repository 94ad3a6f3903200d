import { escapeText } from '../../report/escape.ts'

/** Rows as columns that stand below one another; names of a proxy are escaped. A line ends with no blanks. */
export function alignRows(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows.map(row => row.map(cell => escapeText(String(cell))))]
  const widths = head.map((_, column) => Math.max(...all.map(row => (row[column] ?? '').length)))
  return all.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).map(line => `${line}\n`).join('')
}

/** `2026-11-20 11:02:17Z` of milliseconds since the epoch. */
export function showMoment(at: number | undefined): string {
  return at === undefined ? '' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`
}
