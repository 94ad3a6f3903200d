import type { Outline } from '../outline.ts'
import type { ReportOptions } from '../reporter.ts'
import { count } from '../phrases.ts'
import { cutMiddle } from '../text/cut.ts'
import { balanceMarks } from '../text/marks.ts'
import type { Paint } from '../text/paint.ts'
import { displayWidth, padEnd } from '../text/width.ts'

/** What each part of the screen is given. */
export interface Page {
  outline: Outline
  options: ReportOptions
  paint: Paint
  /** Columns of the terminal. */
  width: number
  /** Columns for prose: long lines are hard to read. */
  prose: number
  /** Longest word of a rule's text, in columns, before it is cut in the middle. In sentences that is a line. */
  longestWord: number
}

/** Where text starts beside a severity or a label. */
export const margin = 10

/** A label in the margin, text beside it. */
export function hang(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? padEnd(`  ${label}`, margin) : ' '.repeat(margin)) + line)
}

/** Keeps `most` lines of a table, whose rows must stay whole; a last line counts the others. */
export function clipRows(rows: readonly string[], most: number): string[] {
  if (rows.length <= most) return [...rows]
  return [...rows.slice(0, most - 1), `and ${count(rows.length - most + 1, 'more', 'more')} (--all)`]
}

/** Keeps `most` lines of prose; the last one kept says that there is more. */
export function clip(lines: readonly string[], most: number, columns: number): string[] {
  if (lines.length <= most) return [...lines]
  const kept = lines.slice(0, most)
  const last = kept.pop() ?? ''
  const more = ' … (--all)'
  const words = last.split(' ')
  while (words.length > 1 && displayWidth(words.join(' ')) + more.length > columns) words.pop()
  return [...kept, ...balanceMarks([cutMiddle(words.join(' '), columns - more.length)]).map(line => line + more)]
}
