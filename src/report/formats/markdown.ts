import type { Finding, Report } from '../../engine/report.ts'
import { findGaps, tellCoverage, tellGapSize, tellGapTargets } from '../coverage-hints.ts'
import { codeBlock, codeSpan, escapeMarkdown } from '../escape.ts'
import { isNobodyReached } from '../exit-code.ts'
import { tellCautions, tellWho } from '../header.ts'
import { groupByRule, labelTarget, outlineReport, ownerOf, tellFinding } from '../outline.ts'
import type { CauseView, Outline } from '../outline.ts'
import { count, listSome, readValue } from '../phrases.ts'
import { reachHints } from '../reach-hints.ts'
import type { ReportOptions } from '../reporter.ts'
import { tellUnreachable } from '../screen/lists.ts'
import { cutMiddle } from '../text/cut.ts'
import { dropMarks } from '../text/marks.ts'
import { isSnippetLine } from '../text/wrap.ts'

const shortCauses = 10
const shortList = 10
/** A comment on GitHub holds 65,536 characters; a name of 10,000 must not fill it. */
const longestName = 200

/** The report for an incident channel or a comment on GitHub, in the order of the screen. */
export function renderMarkdown(report: Report, options: ReportOptions): string {
  const outline = outlineReport(report)
  const parts = isNobodyReached(report) ? tellNobody(outline, options) : tellFound(outline, options)
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function tellFound(outline: Outline, options: ReportOptions): string[] {
  const { report } = outline
  const shown = options.all ? outline.causes : outline.causes.slice(0, shortCauses)
  const hidden = outline.causes.length - shown.length
  return [
    tellWho(report).map(prose).join(' · '),
    ...tellCautions(report).map(caution => `> ${prose(caution)}`),
    ...shown.map((view, index) => tellCause(view, outline, options, index === 0)),
    hidden === 0 ? '' : `${count(hidden, 'more cause')}.`,
    outline.causes.length + outline.others.length === 0 ? '**No fault found in what was checked.**' : '',
    list('Other findings', outline.others.map(finding => tellLine(finding, outline)), options),
    list('To look at: totals since start, not known to grow now', report.leads.map(lead =>
      `${name(labelTarget(report, lead.target))} ${prose(lead.message)}`), options),
    list('What holds', [...report.proven.map(prose), ...outline.infos.map(finding => tellLine(finding, outline))], options),
    tellNotReached(outline, options),
    tellProblems(report, options),
    tellCoveragePart(report, options),
  ]
}

function tellNobody(outline: Outline, options: ReportOptions): string[] {
  return [
    '## No target answered: nothing is known about their state',
    tellNotReached(outline, options),
    ...reachHints.map(({ when, command }) => `${when}:\n${codeBlock([command])}`),
    tellProblems(outline.report, options),
    tellCoveragePart(outline.report, options),
  ]
}

function tellCause(view: CauseView, outline: Outline, options: ReportOptions, full: boolean): string {
  const { lead, cause } = view
  const parts = [
    `## ${lead.severity.toUpperCase()}: ${prose(tellFinding(lead, outline.report))}`,
    `${codeSpan(lead.rule)} · ${lead.confidence}`,
    tellEvidence(lead, outline, options),
  ]
  if (full || options.all) parts.push(labelled('Why', lead.why))
  parts.push(labelled('Do', lead.fix), labelled('Check', lead.verify))
  const explained = groupByRule(view.explained, outline.report)
    .map(({ rule, labels }) => `${codeSpan(rule)} (${prose(listSome(labels.map(shorten), options.all ? Infinity : 4))})`)
  const places = view.more.map(finding => shorten(finding.label === '' ? labelTarget(outline.report, finding.target) : finding.label))
  if (places.length > 0) parts.push(`**${places.length} more like it**: ${prose(listSome([...new Set(places)], options.all ? Infinity : 4))}`)
  if (explained.length > 0) parts.push(`**Explains** ${explained.join(', ')}`)
  parts.push(...cause.rejected.map(({ rule, because }) => `**Not** ${codeSpan(rule)}: ${prose(because)}`))
  return parts.filter(part => part !== '').join('\n\n')
}

function tellEvidence(finding: Finding, outline: Outline, options: ReportOptions): string {
  if (finding.evidence.length === 0) return ''
  const rows = finding.evidence.map(line => {
    const value = readValue(line, options.verbose)
    const told = 'words' in value ? cell(value.words) : prose(value.number + value.rest)
    const source = options.verbose ? ` ${cell(line.source)} |` : ''
    return `| ${cell(ownerOf(line, finding, outline.report))} | ${cell(line.name)} | ${told} |${source}`
  })
  return [`| proxy | saw | value |${options.verbose ? ' from |' : ''}`, `|---|---|---|${options.verbose ? '---|' : ''}`, ...rows].join('\n')
}

function tellLine(finding: Finding, outline: Outline): string {
  const severity = finding.severity === 'info' ? '' : `${finding.severity.toUpperCase()}: `
  return `${severity}${prose(tellFinding(finding, outline.report))} (${codeSpan(finding.rule)}, ${finding.confidence})`
}

function tellNotReached(outline: Outline, options: ReportOptions): string {
  const rows = outline.notReached.map(target => `${name(target.label || target.id)} ${prose(tellUnreachable(target))}`)
  return list('Not reached, so nothing is known about', rows, options)
}

function tellProblems(report: Report, options: ReportOptions): string {
  const rows = report.problems.map(problem =>
    `${name(problem.line === undefined ? problem.source : `${problem.source}:${problem.line}`)} ${prose(problem.message)}`)
  return list('Not read as it should be', rows, options)
}

function tellCoveragePart(report: Report, options: ReportOptions): string {
  const gaps = options.all ? findGaps(report) : findGaps(report).slice(0, 4)
  const rows = gaps.map(gap => {
    const how = gap.command === undefined ? prose(gap.advice ?? '') : codeSpan(gap.command)
    const targets = tellGapTargets(gap, report)
    return `${tellGapSize(gap)} ${gap.rules === 1 ? 'needs' : 'need'} ${prose(targets === '' ? gap.what : `${gap.what} ${targets}`)}: ${how}`
  })
  return list(`Coverage: ${tellCoverage(report).join(' · ')}`, rows, { ...options, all: true }, true)
}

function list(heading: string, rows: readonly string[], options: ReportOptions, headingAlone = false): string {
  if (rows.length === 0) return headingAlone ? `### ${heading}` : ''
  const shown = options.all ? rows : rows.slice(0, shortList)
  const hidden = rows.length - shown.length
  return [`### ${heading}`, '', ...shown.map(row => `- ${row}`), ...hidden === 0 ? [] : [`- and ${hidden} more`]].join('\n')
}

/** Prose stays prose, set in so that no line of it can pass for one of ours; snippets and commands become a block to copy. */
function labelled(label: string, text: string): string {
  if (text.trim() === '') return ''
  const lines = text.trimEnd().split(/\r?\n/)
  if (lines.length === 1 && !isSnippetLine(text)) return `**${label}** ${prose(text)}`
  const blocks: { code: boolean, lines: string[] }[] = []
  for (const line of lines) {
    const code = isSnippetLine(line)
    const last = blocks.at(-1)
    if (last?.code === code) last.lines.push(line)
    else blocks.push({ code, lines: [line] })
  }
  return [`**${label}**`, ...blocks.map(block => block.code ? codeBlock(block.lines) : block.lines.map(line => `  ${prose(line)}`).join('\n'))].join('\n\n')
}

/** Marks become bold; long names are cut in the middle. */
function prose(text: string): string {
  return text.split(/(«[^«»]*»)/).map(part => /^«[^«»]+»$/.test(part) ? `**${escapeMarkdown(part.slice(1, -1))}**` : escapeMarkdown(shortenWords(part))).join('')
}

function name(text: string): string {
  return codeSpan(shorten(dropMarks(text)))
}

/** A bar ends a table's cell even inside code. */
function cell(text: string): string {
  return name(text).replaceAll('|', '\\|')
}

function shortenWords(text: string): string {
  return text.split(/( +|`[^`]+`)/).map(part => part.startsWith('`') ? part : shorten(part)).join('')
}

function shorten(text: string): string {
  return cutMiddle(text, longestName)
}
