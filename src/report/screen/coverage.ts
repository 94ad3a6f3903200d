import { findGaps, tellCoverage, tellGapTargets } from '../coverage-hints.ts'
import type { Gap } from '../coverage-hints.ts'
import { escapeText } from '../escape.ts'
import { count, formatNumber } from '../phrases.ts'
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
  const columns = Math.max(...shown.map(gap => formatNumber(gap.rules).length))
  const hidden = gaps.length - shown.length
  return [
    ...total,
    'To check more (save answers in the folder of the proxy, run again):',
    ...shown.flatMap(gap => layOutGap(gap, columns, page)),
    ...hidden === 0 ? [] : [`  and ${count(hidden, 'more gap')} (--all)`],
  ]
}

function layOutGap(gap: Gap, columns: number, page: Page): string[] {
  const number = `  ${padStart(formatNumber(gap.rules), columns)} `
  const targets = tellGapTargets(gap, page.outline.report)
  const need = `${gap.rules === 1 ? 'rule needs ' : 'rules need '}${gap.what}${targets === '' ? '' : ` ${targets}`}`
  const how = escapeText(gap.command ?? gap.advice ?? '')
  const start = displayWidth(number)
  const line = number + padEnd(escapeText(need), 34)
  if (displayWidth(line) + 2 + displayWidth(how) <= page.width) return [`${line}  ${how}`.trimEnd()]
  const words = wrapSentence(need, page.prose - start, page.longestWord)
  const lines = words.map((text, index) => (index === 0 ? number : ' '.repeat(start)) + text)
  return how === '' ? lines : [...lines, ' '.repeat(start) + how]
}
