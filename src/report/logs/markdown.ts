import type { LogReport } from '../../logs/log-report.ts'
import { codeBlock, codeSpan, escapeMarkdown } from '../escape.ts'
import { count, formatMoment, formatNumber, formatSeconds } from '../phrases.ts'
import { firstSentence, milliseconds, share } from './figures.ts'

/** The report for an issue or a chat: tables whose names are inline code. */
export function renderLogMarkdown(report: LogReport): string {
  const { span, requests, errors, groups, process, unread } = report
  const title = `## Logs: ${requests === 0 ? 'no request' : `${formatNumber(errors)} of ${count(requests, 'request')} failed (${share(errors, requests)})`}`
  const head = [
    ...report.partial === null ? [] : [`**Partial: ${escapeMarkdown(report.partial)}.**`],
    `${report.inputs.map(input => codeSpan(input.source)).join(', ')}${span === null ? '' : `, ${formatMoment(span.from)} to ${formatMoment(span.to)} (${formatSeconds(Math.round(span.seconds))})`}`,
    ...report.where === null ? [] : [`where ${codeSpan(report.where)}`],
  ]
  const lines = report.inputs.reduce((sum, input) => sum + input.lines, 0)
  const missed = unread.damaged + unread.unknown + unread.tooLong
  return [
    title, ...head,
    ...report.failures.length === 0 ? [] : [`### Failures\n\n${failureTable(report)}`],
    ...groups.map(({ by, rows }) => `### Requests by ${by.join(', ')}\n\n${table([...by, 'requests', 'failed', 'p50', 'p90', 'p99', 'max'],
      rows.map(row => [...row.values.map(codeSpan), formatNumber(row.requests), formatNumber(row.errors), ...[row.p50, row.p90, row.p99, row.max].map(milliseconds)]))}`),
    ...latencyTables(report),
    ...process === null || process.events.length === 0 ? [] : [`### Process log\n\n${table(['count', 'event', 'text', 'meaning', 'rules'],
      process.events.map(event => [formatNumber(event.count), escapeMarkdown(event.kind), codeSpan(event.text), escapeMarkdown(firstSentence(event.meaning ?? '')), ruleCell(event.rules)]))}`],
    ...missed === 0 ? [] : [`### Not read\n\n${formatNumber(missed)} of ${count(lines, 'line')}${unread.samples.length === 0 ? '' : `\n\n${codeBlock(unread.samples.map(sample => `${sample.source}:${sample.line}  ${sample.text}`))}`}`],
    ...report.problems.length === 0 ? [] : [`### Not as it should be\n\n${report.problems.map(({ source, line, message }) => `- ${codeSpan(line === null ? source : `${source}:${line}`)}: ${escapeMarkdown(message)}`).join('\n')}`],
  ].join('\n\n').concat('\n')
}

const ruleCell = (rules: readonly string[]): string => rules.map(codeSpan).join(' ')

function failureTable({ failures, requests, moreFailures }: LogReport): string {
  const rows = failures.map(failure => [
    formatNumber(failure.requests), share(failure.requests, requests), failure.grpcStatus !== null && failure.grpcStatus > 0 ? `gRPC ${failure.grpcStatus}` : failure.code === null ? '' : String(failure.code),
    codeSpan(failure.flags), codeSpan(`${failure.method} ${failure.path}`.trim()), codeSpan(failure.authority), codeSpan(failure.upstream), escapeMarkdown(firstSentence(failure.meaning)), ruleCell(failure.rules),
  ])
  const more = moreFailures.groups === 0 ? '' : `\n\nand ${formatNumber(moreFailures.requests)} in ${count(moreFailures.groups, 'further group')}`
  return table(['count', 'share', 'code', 'flags', 'request', 'authority', 'upstream', 'meaning', 'rules'], rows) + more
}

function latencyTables({ latency }: LogReport): string[] {
  const tables = ([['authority', latency.authority], ['upstream', latency.upstream]] as const).filter(([, rows]) => rows.length > 0)
  return tables.map(([name, rows]) => `### Latency by ${name} (ms)\n\n${table([name, 'requests', 'failed', 'p50', 'p90', 'p99', 'max'],
    rows.map(row => [codeSpan(row.values[0] ?? ''), formatNumber(row.requests), formatNumber(row.errors), ...[row.p50, row.p90, row.p99, row.max].map(milliseconds)]))}`)
}

/** Cells hold escaped text already; a bar would end one even inside code. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n')
}
