import { escapeText } from '../report/escape.ts'
import { formatMoment } from '../report/phrases.ts'
import type { Message, Notice } from './notice.ts'

const heads: Readonly<Record<Notice['kind'], string>> = { opened: 'OPENED', worsened: 'WORSE', resolved: 'RESOLVED' }

/** `[OPENED] error: checkout → orders fails`: one line, whatever the names hold. */
export function composeSubject(message: Message): string {
  if (message.what === 'more') return `[meshmedic ${message.sweep}] ${message.count} more causes`
  if (message.what === 'state') return `[meshmedic] ${message.firing.length} open, ${message.resolved.length} resolved`
  const { kind, sweep, cause } = message.notice
  return escapeText(`[meshmedic ${sweep}] ${heads[kind]} ${cause.severity}: ${plain(cause.message)}`).slice(0, 300)
}

/** The message for people, in plain text. */
export function composeText(message: Message): string {
  if (message.what === 'more') return `${message.count} more causes changed in run ${message.run} of ${message.sweep}: \`meshmedic sweep show ${message.run}\` lists them.\n`
  if (message.what === 'state') return `${composeSubject(message)}\n`
  const { notice } = message
  const { cause } = notice
  const paragraph = (title: string, text: string): string[] => text.trim() === '' ? [] : ['', title, ...text.trimEnd().split('\n').map(line => `  ${escapeText(plain(line))}`)]
  return [
    `${heads[notice.kind]} ${cause.severity}: ${escapeText(plain(cause.message))}`,
    `${cause.rule} on ${escapeText(cause.endpoint)}${cause.label === '' ? '' : `, ${escapeText(plain(cause.label))}`}; since ${formatMoment(notice.since)}, run ${notice.run} of ${notice.sweep}`,
    ...(notice.count === 0 ? [] : ['', `It explains ${notice.count} more:`, ...notice.findings.map(finding => `  ${finding.rule} on ${escapeText(finding.endpoint)}: ${escapeText(plain(finding.message))}`)]),
    ...(notice.count > notice.findings.length ? [`  and ${notice.count - notice.findings.length} more`] : []),
    ...(notice.kind === 'resolved' ? [] : [...paragraph('What to do:', cause.fix), ...paragraph('How to check:', cause.verify)]),
    '',
  ].join('\n')
}

/** Without the marks that set two alike names apart. */
function plain(text: string): string {
  return text.replace(/[«»]/g, '')
}
