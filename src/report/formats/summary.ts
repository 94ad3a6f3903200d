import { severities, type Report } from '../../engine/report.ts'
import { codeSpan, escapeMarkdown } from '../escape.ts'
import { isNobodyReached } from '../exit-code.ts'
import { labelTarget, outlineReport, tellFinding } from '../outline.ts'
import { count } from '../phrases.ts'
import type { ReportOptions } from '../reporter.ts'
import { dropMarks } from '../text/marks.ts'

const shortList = 20

/** A few lines of Markdown for the summary of a CI job or a chat: numbers, a table of causes, who did not answer, and what was not checked. */
export function renderSummary(report: Report, { all }: ReportOptions): string {
  const outline = outlineReport(report)
  const active = [...outline.causes.map(view => ({ finding: view.lead, more: view.more.length + view.explained.length })), ...outline.others.map(finding => ({ finding, more: 0 }))].filter(({ finding }) => finding.suppressed === undefined)
  const shown = all ? active : active.slice(0, shortList)
  const numbers = severities.filter(severity => severity !== 'info').map(severity => `${report.findings.filter(finding => finding.severity === severity && finding.suppressed === undefined).length} ${severity}`)
  const suppressed = report.findings.filter(finding => finding.suppressed !== undefined).length
  const fresh = report.findings.some(finding => finding.baseline !== undefined) ? `, ${report.findings.filter(finding => finding.baseline === 'new' && finding.severity !== 'info').length} new` : ''
  const parts = [
    isNobodyReached(report) ? '**No target answered: nothing is known about their state.**' : `**${numbers.join(', ')}**${fresh}${suppressed === 0 ? '' : `, ${suppressed} suppressed`} · ${outline.reached.length} of ${count(report.targets.length, 'target')} read · ${Math.floor(report.coverage.ratio * 100)} % of ${report.coverage.clear + report.coverage.findings + report.coverage.unchecked} checks made`,
    shown.length === 0 ? '' : ['| severity | where | what | explains |', '|---|---|---|---|', ...shown.map(({ finding, more }) =>
      `| ${finding.severity}${finding.baseline === 'new' ? ' (new)' : ''} | ${cell(labelTarget(report, finding.target))} | ${prose(tellFinding(finding, report))} (${codeSpan(finding.rule)}) | ${more} |`)].join('\n'),
    active.length > shown.length ? `and ${active.length - shown.length} more` : '',
    outline.notReached.length === 0 ? '' : `Not reached: ${outline.notReached.slice(0, all ? Infinity : shortList).map(target => `${codeSpan(target.label === '' ? target.id : target.label)} ${prose(target.unreachable ?? '')}`).join('; ')}${outline.notReached.length > shortList && !all ? `; and ${outline.notReached.length - shortList} more` : ''}`,
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function prose(text: string): string {
  return escapeMarkdown(dropMarks(text)).replaceAll('\n', ' ')
}

/** A bar ends a table's cell even inside code. */
function cell(text: string): string {
  return codeSpan(dropMarks(text)).replaceAll('|', '\\|')
}
