import type { LogReport } from '../../logs/log-report.ts'
import { escapeEncoded } from '../escape.ts'

/** The whole report as one document, see `LogReport`. */
export function renderLogJson(report: LogReport): string {
  return escapeEncoded(`${JSON.stringify(report, null, 2)}\n`)
}

/**
 * One object a line, told apart by `type`: first `summary` (the report without its lists), then `failure`, `group`, `authority`, `upstream`,
 * `slice`, `event`, `unread` and `problem`, each as in the document.
 */
export function renderLogNdjson(report: LogReport): string {
  const { failures, groups, latency, series, process, unread, problems, ...summary } = report
  const of = (type: string, items: readonly object[]): object[] => items.map(item => ({ type, ...item }))
  const lines = [
    { type: 'summary', ...summary, unread: { ...unread, samples: undefined }, process: process === null ? null : { ...process, events: undefined } },
    ...of('failure', failures),
    ...groups.flatMap(({ by, rows }) => rows.map(({ values, ...row }) => ({ type: 'group', ...Object.fromEntries(by.map((field, i) => [field, values[i] ?? ''])), ...row }))),
    ...of('authority', latency.authority.map(({ values, ...row }) => ({ authority: values[0], ...row, samples: undefined }))),
    ...of('upstream', latency.upstream.map(({ values, ...row }) => ({ upstream: values[0], ...row, samples: undefined }))),
    ...of('slice', (series?.slices ?? []).map(slice => ({ ...slice, seconds: series?.seconds }))),
    ...of('event', process?.events ?? []), ...of('unread', unread.samples), ...of('problem', problems),
  ]
  return lines.map(line => `${escapeEncoded(JSON.stringify(line))}\n`).join('')
}
