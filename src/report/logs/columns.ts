import { escapeText } from '../escape.ts'
import { cutMiddle } from '../text/cut.ts'
import { displayWidth, padEnd, padStart } from '../text/width.ts'

/** A column: numbers stand to the right; `flexible` ones give room when the line is too long; `spare` ones go when that is not enough. */
export interface Column { title: string, right?: boolean, flexible?: boolean, spare?: boolean }

const gap = 2
const narrowestFlexible = 8

/** Rows as columns of a page, indented by two; texts are escaped and cut in the middle where the page is too narrow. */
export function layOutColumns(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const shown = [columns.map(column => column.title), ...rows.map(row => row.map(escapeText))]
  const widths = columns.map((_, i) => shown.reduce((most, row) => Math.max(most, displayWidth(row[i] ?? '')), 0))
  const least = widths.reduce((sum, columnWidth, i) => sum + (columns[i]?.flexible === true ? Math.min(columnWidth, narrowestFlexible) : columnWidth) + gap, -gap)
  const spare = columns.findLastIndex(column => column.spare === true)
  if (least > width - 2 && spare >= 0) return layOutColumns(columns.toSpliced(spare, 1), rows.map(row => row.toSpliced(spare, 1)), width)
  shrink(widths, columns, width - 2)
  return shown.map(row => `  ${row.map((cell, i) => {
    const cut = cutMiddle(cell, widths[i] ?? 0)
    return columns[i]?.right === true ? padStart(cut, widths[i] ?? 0) : padEnd(cut, widths[i] ?? 0)
  }).join(' '.repeat(gap))}`.trimEnd())
}

/** Takes from the widest flexible column until the line fits. */
function shrink(widths: number[], columns: readonly Column[], room: number): void {
  for (let over = widths.reduce((sum, w) => sum + w + gap, -gap) - room; over > 0; over--) {
    let widest = -1
    for (const [i, column] of columns.entries()) {
      if (column.flexible === true && (widths[i] ?? 0) > narrowestFlexible && (widest < 0 || (widths[i] ?? 0) > (widths[widest] ?? 0))) widest = i
    }
    if (widest < 0) return
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}
