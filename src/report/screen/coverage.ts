import { findGaps, tellCoverage, tellGapSize, tellGapTargets } from '../coverage-hints.ts'
import type { Gap } from '../coverage-hints.ts'
import { escapeText } from '../escape.ts'
import { count } from '../phrases.ts'
import { displayWidth, padEnd, padStart } from '../text/width.ts'
import { wrapParts, wrapSentence } from '../text/wrap.ts'
import type { Page } from './layout.ts'

const shortList = 4

/** The last thing on the screen: how much was checked, and how to get what is missing, the most useful first. */
export function layOutCoverage(page: Page): string[] {
  const { report } = page.outline
  const total = ['', ...wrapParts(tellCoverage(report), page.prose, page.longestWord)]
  const gaps = findGaps(report)
  if (gaps.length === 0) return total
  const shown = page.options.all ? gaps : gaps.slice(0, shortList)
  const rows = shown.map(gap => readRow(gap, page))
  const widest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0)
  const need = widest(rows.map(row => row.need))
  const columns = { number: widest(rows.map(row => row.number)), need, line: need + 2 + widest(rows.map(row => row.how)) }
  const hidden = gaps.length - shown.length
  return [
    ...total,
    ...wrapSentence(tellHow(shown), page.prose, page.longestWord),
    ...rows.flatMap(row => layOutRow(row, columns, page)),
    ...hidden === 0 ? [] : [`  and ${count(hidden, 'more gap')} (--all)`],
  ]
}

/** Where something is to be fetched, where to put it. */
function tellHow(gaps: readonly Gap[]): string {
  return gaps.some(gap => gap.command !== undefined) ? 'To check more (save answers in the folder of the proxy, run again):' : 'To check more:'
}

/** `line`: of the longest need and the longest command together. */
interface Columns { number: number, need: number, line: number }

interface Row { number: string, need: string, how: string }

function readRow(gap: Gap, page: Page): Row {
  const targets = tellGapTargets(gap, page.outline.report)
  const [number = '', ...unit] = tellGapSize(gap).split(' ')
  const need = `${unit.join(' ')} ${gap.rules === 1 ? 'needs' : 'need'} ${gap.what}${targets === '' ? '' : ` ${targets}`}`
  return { number, need: escapeText(need), how: escapeText(gap.command ?? gap.advice ?? '') }
}

/** On one line where it fits; else the command stands below, in one piece, so that it can be copied. */
function layOutRow(row: Row, columns: Columns, page: Page): string[] {
  const number = `  ${padStart(row.number, columns.number)} `
  const start = displayWidth(number)
  if (start + columns.line <= page.width) return [`${number}${padEnd(row.need, columns.need)}  ${row.how}`]
  const words = wrapSentence(row.need, page.prose - start, page.longestWord)
  return [...words.map((text, index) => (index === 0 ? number : ' '.repeat(start)) + text), ...row.how === '' ? [] : [' '.repeat(start) + row.how]]
}
