import type { Report } from '../../engine/report.ts'
import { isNobodyReached } from '../exit-code.ts'
import { tellCautions, tellWho } from '../header.ts'
import { outlineReport } from '../outline.ts'
import { count } from '../phrases.ts'
import { reachHints } from '../reach-hints.ts'
import type { ReportOptions } from '../reporter.ts'
import { layOutCoverage } from '../screen/coverage.ts'
import type { Page } from '../screen/layout.ts'
import { layOutCauses, layOutOthers } from '../screen/sickness.ts'
import { layOutLeads, layOutNotReached, layOutParagraph, layOutProblems, layOutProven } from '../screen/lists.ts'
import { choosePaint } from '../text/paint.ts'
import { wrapParts } from '../text/wrap.ts'

/** Lines of a terminal that nobody made larger. */
const screenLines = 24
const widestProse = 100
const narrowest = 60

/** The report for a person at a terminal: is traffic failing, the one cause, what proves it, what to do, what is unknown. */
export function renderTable(report: Report, options: ReportOptions): string {
  const page = openPage(report, options)
  const lines = isNobodyReached(report) ? layOutNobody(page) : layOutFound(page)
  const painted = lines.map(line => page.paint.marks(line).trimEnd())
  return `${painted.join('\n').replace(/^\n+/, '')}\n`
}

function openPage(report: Report, options: ReportOptions): Page {
  const width = Math.max(narrowest, options.width)
  const prose = Math.min(width, widestProse)
  return { outline: outlineReport(report), options, paint: choosePaint(options.color), width, prose, longestWord: options.all ? Infinity : 2 * prose }
}

function layOutFound(page: Page): string[] {
  const { report } = page.outline
  const header = wrapParts(tellWho(report), page.prose, page.longestWord)
  const isSick = page.outline.causes.length + page.outline.others.length > 0
  const cautions = tellCautions(report).flatMap(caution => layOutParagraph(caution, page))
  return [
    ...header,
    ...cautions,
    ...isSick ? layOutCauses(page, screenLines - header.length - cautions.length - 1) : ['', ...layOutParagraph(tellNothingFound(page), page)],
    ...layOutOthers(page),
    ...layOutLeads(page),
    ...layOutProven(page),
    ...layOutNotReached(page),
    ...layOutProblems(page),
    ...layOutCoverage(page),
  ]
}

/** Never "healthy": what was not looked at may be sick. */
function tellNothingFound(page: Page): string {
  const { report, notReached } = page.outline
  const unchecked = report.coverage.unchecked === 0 ? '' : ` ${count(report.coverage.unchecked, 'check')} could not be made: see the end.`
  const silent = notReached.length === 0 ? '' : ` ${count(notReached.length, 'target')} of ${report.targets.length} gave no answer.`
  return `No fault found in what was checked.${unchecked}${silent}`
}

function layOutNobody(page: Page): string[] {
  const { targets } = page.outline.report
  const who = targets.length === 1 ? 'the one target' : `any of ${targets.length} targets`
  const head = targets.length === 0 ? 'Nothing was given to look at.' : `No answer from ${who}: nothing is known about their state.`
  return [
    ...layOutParagraph(head, page),
    ...layOutNotReached(page),
    '',
    'What to try',
    ...reachHints.flatMap(({ when, command }) => [`  ${when}`, `    ${command}`]),
    ...layOutProblems(page),
    ...layOutCoverage(page),
  ]
}
