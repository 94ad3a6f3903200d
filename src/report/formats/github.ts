import type { Report, Severity } from '../../engine/report.ts'
import { escapeText } from '../escape.ts'
import { isNobodyReached } from '../exit-code.ts'
import { outlineReport, tellFinding } from '../outline.ts'
import { dropMarks } from '../text/marks.ts'

const commands: Readonly<Record<Severity, string>> = { critical: 'error', error: 'error', warning: 'warning', info: 'notice' }

/**
 * Annotations of a GitHub workflow, a cause a line, the most severe first, for GitHub shows only the first ten of a kind.
 * Source: GitHub, "Workflow commands": `%`, line breaks, and in properties `:` and `,` are percent-encoded.
 */
export function renderGithub(report: Report): string {
  const outline = outlineReport(report)
  const findings = [...outline.causes.map(view => ({ finding: view.lead, explained: view.explained.length + view.more.length })), ...outline.others.map(finding => ({ finding, explained: 0 }))]
    .filter(({ finding }) => finding.suppressed === undefined)
  const lines = findings.map(({ finding, explained }) => annotate(commands[finding.severity], `${finding.severity}: ${finding.rule}`, `${tellFinding(finding, report)}${explained === 0 ? '' : ` Explains ${explained} more.`} ${finding.fix.split('\n')[0] ?? ''}`))
  const missing = outline.notReached.map(target => annotate('warning', 'not reached', `${target.label === '' ? target.id : target.label}: ${target.unreachable ?? 'no answer'}`))
  const { ratio, unchecked } = report.coverage
  const coverage = isNobodyReached(report)
    ? annotate('error', 'no target answered', 'Nothing is known about their state.')
    : annotate('notice', 'coverage', `${Math.floor(ratio * 100)} % of what is relevant could be checked, ${unchecked} checks could not.`)
  return [...lines, ...missing, coverage, ''].join('\n')
}

function annotate(command: string, title: string, text: string): string {
  return `::${command} title=${encodeProperty(dropMarks(title))}::${encodeData(dropMarks(text).trim())}`
}

function encodeData(text: string): string {
  return escapeText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function encodeProperty(text: string): string {
  return encodeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
