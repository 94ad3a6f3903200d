import type { LogGroups, LogReport, LogRow } from '../../logs/log-report.ts'
import { escapeText } from '../escape.ts'
import { count, formatMoment, formatNumber, formatSeconds, listSome } from '../phrases.ts'
import { choosePaint } from '../text/paint.ts'
import { wrapParts, wrapSentence } from '../text/wrap.ts'
import { layOutChart } from './chart.ts'
import { layOutColumns } from './columns.ts'
import { layOutFailures } from './failures.ts'
import { milliseconds, rate, share } from './figures.ts'
import type { LogPage, LogReportOptions } from './page.ts'
import { layOutProcess } from './process.ts'
import { layOutSamples } from './samples.ts'
import { layOutSeries } from './series.ts'

const narrowest = 60
const widestProse = 100

/** The log report for a person at a terminal: what span, how much failed, what and where, how long it took, and what was not read. */
export function renderLogTable(report: LogReport, options: LogReportOptions): string {
  const width = Math.max(narrowest, options.width)
  const page: LogPage = { width, prose: Math.min(width, widestProse), all: options.all, paint: choosePaint(options.color) }
  const lines = [
    ...layOutHeader(report, page),
    ...layOutFailures(report, page),
    ...report.groups.flatMap(groups => layOutGroups(groups, report.requests, page)),
    ...report.latency.authority.length + report.latency.upstream.length === 0 ? [] : layOutLatency(report, page),
    ...layOutSeries(report, page), ...layOutChart(report, page.prose),
    ...layOutProcess(report.process, page),
    ...layOutUnread(report, page),
    ...layOutProblems(report, page),
  ]
  return `${lines.map(line => page.paint.marks(line).trimEnd()).join('\n').replace(/^\n+/, '')}\n`
}

function layOutHeader(report: LogReport, page: LogPage): string[] {
  const formats = tellFormats(report)
  const { span } = report
  const parts = [
    listSome(report.inputs.map(input => input.source), 3),
    span === null ? '' : span.seconds === 0 ? formatMoment(span.from) : `${formatMoment(span.from)} to ${formatMoment(span.to).replace(span.from.slice(0, 11).replace('T', ' '), '')}, ${formatSeconds(Math.round(span.seconds))}`,
    formats.length === 0 ? '' : listSome(formats, 3),
  ]
  return [
    ...report.partial === null ? [] : [page.paint.severity(`PARTIAL: ${report.partial}. What follows is what was read until then.`, 'warning')],
    ...wrapParts(parts.filter(part => part !== ''), page.prose, page.prose),
    ...report.where === null ? [] : wrapSentence(`where ${report.where}`, page.prose, page.prose),
    '', ...tellTraffic(report, page),
  ]
}

/** What the lines were recognised as, the most frequent first; of several each with its lines. */
function tellFormats({ inputs, given }: LogReport): string[] {
  const lines = new Map<string, number>()
  for (const input of inputs) for (const [format, count] of Object.entries(input.formats)) lines.set(format, (lines.get(format) ?? 0) + count)
  const name = (format: string): string => format === 'the configured format' ? `the format of ${[...new Set(given.map(({ source }) => source))].join(', ')}` : format
  return [...lines].sort((a, b) => b[1] - a[1]).map(([format, count]) => lines.size === 1 ? name(format) : `${name(format)} (${formatNumber(count)})`)
}

function tellTraffic(report: LogReport, page: LogPage): string[] {
  const { requests, errors, span } = report
  const notes = [
    requests > 0 && span !== null && span.seconds > 0 ? rate(requests, span.seconds) : '',
    report.healthChecks === 0 ? '' : `${count(report.healthChecks, 'health check')} not counted`,
    report.leftOut === 0 ? '' : `${formatNumber(report.leftOut)} left out by ${report.where === null ? 'time' : 'the condition'}`,
    report.undated === 0 ? '' : `${formatNumber(report.undated)} without a time`,
    report.backwards === 0 ? '' : `the clock goes backwards at ${count(report.backwards, 'line')}`,
    report.folded === 0 ? '' : `${count(report.folded, 'request')} in groups too many to tell apart, shown as (others)`,
  ].filter(note => note !== '')
  const note = notes.length === 0 ? '' : `; ${notes.join('; ')}`
  if (requests === 0) {
    const lines = report.inputs.reduce((sum, input) => sum + input.lines, 0)
    return wrapSentence(`${lines === 0 ? 'The input is empty.' : `No request among ${count(lines, 'line')}.`}${note.replace(/^; /, ' ')}`, page.prose, page.prose)
  }
  if (errors === 0) return wrapSentence(`No failed request among ${formatNumber(requests)}${note}`, page.prose, page.prose)
  const head = `${formatNumber(errors)} of ${count(requests, 'request')} failed (${share(errors, requests)})`
  const [first = '', ...rest] = wrapSentence(`${head}${note}`, page.prose, page.prose)
  return [first.startsWith(head) ? page.paint.severity(head, 'error') + first.slice(head.length) : first, ...rest]
}

const latencyTitles = ['p50', 'p90', 'p99', 'max'].map(title => ({ title, right: true, spare: title !== 'p99' }))
const latencyCells = (row: LogRow): string[] => [row.p50, row.p90, row.p99, row.max].map(milliseconds)

function layOutGroups(groups: LogGroups, requests: number, page: LogPage): string[] {
  const columns = [
    { title: 'requests', right: true }, { title: 'share', right: true, spare: true }, { title: 'failed', right: true }, ...latencyTitles,
    ...groups.by.map(title => ({ title, flexible: true })),
  ]
  const rows = groups.rows.map(row => [formatNumber(row.requests), share(row.requests, requests), formatNumber(row.errors), ...latencyCells(row), ...row.values.map(value => value === '' ? '-' : value)])
  const [title = '', ...lines] = layOutColumns(columns, rows, page.width)
  return [
    '', 'Requests (durations in ms)', title,
    ...lines.flatMap((line, i) => [line, ...layOutSamples(groups.rows[i]?.samples ?? [], 4, page)]),
    ...groups.more.groups === 0 ? [] : [`  and ${formatNumber(groups.more.requests)} requests in ${count(groups.more.groups, 'further group')} (--top)`],
  ]
}

function layOutLatency(report: LogReport, page: LogPage): string[] {
  const { authority, upstream, moreAuthorities, moreUpstreams } = report.latency
  const cells = (name: string, rows: readonly LogRow[], more: number): string[][] => [
    ...rows.map((row, i) => [i === 0 ? name : '', row.values[0] ?? '', formatNumber(row.requests), formatNumber(row.errors), ...latencyCells(row)]),
    ...more === 0 ? [] : [['', `and ${formatNumber(more)} more (--top)`, '', '', '', '', '', '']],
  ]
  const columns = [{ title: '' }, { title: 'Latency in ms', flexible: true }, { title: 'requests', right: true }, { title: 'failed', right: true }, ...latencyTitles]
  return ['', ...layOutColumns(columns, [...cells('authority', authority, moreAuthorities), ...cells('upstream', upstream, moreUpstreams)], page.width)]
}

function layOutUnread({ unread, inputs }: LogReport, page: LogPage): string[] {
  const parts = [
    unread.damaged === 0 ? '' : count(unread.damaged, 'access-log line that is damaged or of another format', 'access-log lines that are damaged or of another format'),
    unread.unknown === 0 ? '' : count(unread.unknown, 'line of no known form', 'lines of no known form'),
    unread.tooLong === 0 ? '' : count(unread.tooLong, 'line longer than 1 MiB', 'lines longer than 1 MiB'),
  ].filter(part => part !== '')
  if (parts.length === 0) return []
  const lines = inputs.reduce((sum, input) => sum + input.lines, 0)
  return ['', ...wrapSentence(`Not read, of ${count(lines, 'line')}: ${parts.join(', ')}`, page.prose, page.prose), ...layOutSamples(unread.samples, 2, page)]
}

function layOutProblems({ problems }: LogReport, page: LogPage): string[] {
  if (problems.length === 0) return []
  return ['', 'Not as it should be', ...problems.flatMap(({ source, line, message }) =>
    wrapSentence(`${source}${line === null ? '' : `:${line}`}: ${escapeText(message)}`, page.prose - 2, page.prose).map(text => `  ${text}`))]
}
