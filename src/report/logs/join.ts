import type { JoinFailure, JoinReport, JoinTime } from '../../logs/join/join-report.ts'
import { escapeText, escapeEncoded } from '../escape.ts'
import { count, formatMoment, formatNumber } from '../phrases.ts'
import { choosePaint } from '../text/paint.ts'
import { padStart } from '../text/width.ts'
import { wrapParts, wrapSentence } from '../text/wrap.ts'
import { layOutColumns } from './columns.ts'
import { milliseconds, share } from './figures.ts'
import type { LogReportOptions } from './page.ts'

/** The formats of joined logs. */
export const joinReporters: Readonly<Record<'table' | 'json', (report: JoinReport, options: LogReportOptions) => string>> = { table: renderJoinTable, json: renderJoinJson }

const textStart = 10
const shown = 8
const widestProse = 100
const narrowest = 60

const places: Readonly<Record<JoinFailure['place'], string>> = {
  client: "at the client's proxy", between: 'between the proxies', server: "at the server's proxy", application: "in the server's application",
  caller: 'by the caller', retried: 'at one attempt',
}

const partNames: Readonly<Record<JoinTime['part'], string>> = {
  total: "total, at the client's proxy", between: 'the way, and waits between attempts', server: "server's side, no answer known", 'server proxy': "server's proxy", application: "server's application",
}

/** The joined logs as one JSON document, see `JoinReport`. */
function renderJoinJson(report: JoinReport): string {
  return escapeEncoded(`${JSON.stringify(report, null, 2)}\n`)
}

/** The joined logs for a person: how many pairs, where failures arose, where the time went. */
function renderJoinTable(report: JoinReport, options: LogReportOptions): string {
  const paint = choosePaint(options.color)
  const width = Math.max(narrowest, options.width)
  const prose = Math.min(width, widestProse)
  const { client, server } = report
  const failures = options.all ? report.failures : report.failures.slice(0, shown)
  const lines = [
    ...report.partial === null ? [] : [paint.severity(`PARTIAL: ${report.partial}. What follows is what was read until then.`, 'warning')],
    ...wrapParts([`client ${client.source}: ${count(client.requests, 'request')}, ${formatNumber(client.errors)} failed`, `server ${server.source}: ${count(server.requests, 'request')}, ${formatNumber(server.errors)} failed`], prose, prose),
    ...client.from === null || client.to === null ? [] : [`${formatMoment(client.from)} to ${formatMoment(client.to)}`],
    '', ...wrapSentence(tellPairs(report), prose, prose),
    ...failures.length === 0 ? ['', 'No failed request among what could be paired.'] : ['', 'Where failures arose'],
    ...failures.flatMap(failure => layOutFailure(failure, prose)),
    ...report.failures.length > failures.length ? [`  and ${formatNumber(report.failures.length - failures.length)} further kinds (--all)`] : [],
    ...layOutTime(report, width),
    ...report.problems.length === 0 ? [] : ['', 'Not as it should be', ...report.problems.map(problem => `  ${escapeText(problem.source)}: ${escapeText(problem.message)}`)],
  ]
  return `${lines.map(line => paint.marks(line).trimEnd()).join('\n')}\n`
}

function tellPairs(report: JoinReport): string {
  const { client, server } = report
  return [
    `${formatNumber(report.pairs)} of ${count(client.requests, 'client request')} have a line at the server (by x-request-id)`,
    report.retries === 0 ? '' : `${count(report.retries, 'further line')} there are retries`,
    report.clientOnly === 0 ? '' : `${formatNumber(report.clientOnly)} ${report.clientOnly === 1 ? 'has' : 'have'} none`,
    report.uncovered === 0 ? '' : `${formatNumber(report.uncovered)} are from a time that the server's log does not cover`,
    report.serverOnly === 0 ? '' : `${count(report.serverOnly, 'server request')} came from elsewhere`,
    client.withoutId + server.withoutId === 0 ? '' : `${formatNumber(client.withoutId)} and ${formatNumber(server.withoutId)} lines have no request id`,
    report.givenUp === 0 ? '' : `${formatNumber(report.givenUp)} were given up before their other line came, since ${formatNumber(report.held)} are held at most`,
  ].filter(part => part !== '').join('; ')
}

function layOutFailure({ place, meaning, client, server, requests, requestIds }: JoinFailure, prose: number): string[] {
  const tell = (side: { code: number | null, flags: string } | null): string => side === null ? 'no line' : `${side.code ?? '-'} ${side.flags === '' ? '-' : side.flags}`
  return [
    `${padStart(formatNumber(requests), 8)}  ${places[place]}: client ${escapeText(tell(client))}, server ${escapeText(tell(server))}`,
    ...wrapSentence(meaning, prose - textStart, prose).map(line => ' '.repeat(textStart) + line),
    `${' '.repeat(textStart)}as ${escapeText(requestIds[0] ?? '')}`,
  ]
}

function layOutTime({ time }: JoinReport, width: number): string[] {
  const [total] = time
  if (total === undefined || total.pairs === 0) return []
  const rows = time.map(part => [partNames[part.part], formatNumber(part.pairs), share(part.sum, total.sum), milliseconds(part.p50), milliseconds(part.p90), milliseconds(part.p99), milliseconds(part.max)])
  return ['', ...layOutColumns([
    { title: 'Time in ms' }, { title: 'pairs', right: true }, { title: 'share', right: true }, { title: 'p50', right: true }, { title: 'p90', right: true }, { title: 'p99', right: true }, { title: 'max', right: true },
  ], rows, width)]
}
