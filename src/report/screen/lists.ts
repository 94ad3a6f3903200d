import type { Finding, ReportTarget } from '../../engine/report.ts'
import { escapeText } from '../escape.ts'
import { labelTarget, tellFinding } from '../outline.ts'
import { formatNumber } from '../phrases.ts'
import { cutMiddle } from '../text/cut.ts'
import { readMarked } from '../text/marks.ts'
import { displayWidth, padEnd } from '../text/width.ts'
import { wrapSentence } from '../text/wrap.ts'
import { clip } from './layout.ts'
import type { Page } from './layout.ts'

const shortList = 5

/** Totals since start: worth a look, no findings. */
export function layOutLeads(page: Page): string[] {
  const { report } = page.outline
  const rows = report.leads.map(lead => ({ key: readMarked(labelTarget(report, lead.target)), text: lead.message }))
  return layOutList('To look at: totals since start, not known to grow now', rows, page)
}

/** Positive and neutral statements, and what was proven. */
export function layOutProven(page: Page): string[] {
  const { report, infos } = page.outline
  const rows = [
    ...report.proven.map(text => ({ key: 'proven', text })),
    ...infos.map(finding => ({ key: 'info', text: tellInfo(finding, page) })),
  ]
  return layOutList('What holds', rows, page)
}

function tellInfo(finding: Finding, page: Page): string {
  return `${tellFinding(finding, page.outline.report)} (${finding.rule})`
}

/** Targets that gave nothing while others did. */
export function layOutNotReached(page: Page): string[] {
  const rows = page.outline.notReached.map(target => ({ key: readMarked(target.label || target.id), text: tellUnreachable(target) }))
  return layOutList('Not reached, so nothing is known about', rows, page)
}

export function tellUnreachable(target: ReportTarget): string {
  const reason = target.unreachable ?? (target.kind === 'unknown' ? 'nothing in it was recognised as evidence of an Envoy' : 'no reason given')
  return target.source === '' || target.source === target.label ? reason : `${target.source}: ${reason}`
}

export function layOutProblems(page: Page): string[] {
  const rows = page.outline.report.problems.map(problem => ({
    key: readMarked(problem.line === undefined ? problem.source : `${problem.source}:${problem.line}`),
    text: problem.message,
  }))
  return layOutList('Not read as it should be', rows, page)
}

/** A heading, and rows of a key with its text; short lists say how many they leave out. */
function layOutList(heading: string, rows: readonly { key: string, text: string }[], page: Page): string[] {
  if (rows.length === 0) return []
  const shown = page.options.all ? rows : rows.slice(0, shortList)
  const keyColumns = Math.min(Math.floor(page.prose / 3), shown.reduce((most, row) => Math.max(most, displayWidth(row.key)), 0))
  const start = 2 + keyColumns + 2
  const room = page.prose - start
  const lines = shown.flatMap(row => {
    const wrapped = wrapSentence(row.text, room, page.longestWord)
    const text = page.options.all ? wrapped : clip(wrapped, 3, room)
    return text.map((line, index) => index === 0 ? `  ${padEnd(cutMiddle(row.key, keyColumns), keyColumns)}  ${line}` : ' '.repeat(start) + line)
  })
  const hidden = rows.length - shown.length
  return ['', escapeText(heading), ...lines, ...hidden === 0 ? [] : [`  and ${formatNumber(hidden)} more (--all)`]]
}

/** One paragraph at the left edge. */
export function layOutParagraph(text: string, page: Page): string[] {
  return wrapSentence(text, page.prose, page.longestWord)
}
