import { ConfigurationError, type Mistake } from '../errors.ts'
import type { Notice } from './notice.ts'

/** Words that a template may name between `{{` and `}}`. */
const words = {
  key: notice => notice.key,
  kind: notice => notice.kind,
  sweep: notice => notice.sweep,
  run: notice => String(notice.run),
  at: notice => notice.at,
  since: notice => notice.since,
  severity: notice => notice.cause.severity,
  rule: notice => notice.cause.rule,
  title: notice => notice.cause.title,
  endpoint: notice => notice.cause.endpoint,
  label: notice => notice.cause.label,
  message: notice => notice.cause.message,
  fix: notice => notice.cause.fix,
  verify: notice => notice.cause.verify,
  docs: notice => notice.cause.docs,
  fingerprint: notice => notice.cause.fingerprint,
  count: notice => String(notice.count),
  findings: notice => notice.findings.map(finding => `${finding.severity} ${finding.rule} ${finding.endpoint}: ${finding.message}`).join('\n'),
} as const satisfies Record<string, (notice: Notice) => string>

type Word = keyof typeof words

/** A message of the user's own: text, and words that are filled in. */
export interface Template { parts: readonly (string | { word: Word })[] }

/** @throws ConfigurationError with the place of every word that is none */
export function parseTemplate(text: string, file: string): Template {
  const mistakes: Mistake[] = []
  const parts = text.split(/(\{\{[^{}]*\}\})/).filter(part => part !== '')
  let offset = 0
  const parsed = parts.map(part => {
    const name = /^\{\{\s*(.*?)\s*\}\}$/s.exec(part)?.[1]
    const before = text.slice(0, offset)
    offset += part.length
    if (name === undefined) return part
    if (Object.hasOwn(words, name)) return { word: name as Word }
    mistakes.push({ file, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n'), message: `${JSON.stringify(name)} is no word of a template; there are ${Object.keys(words).join(', ')}` })
    return part
  })
  if (mistakes.length > 0) throw new ConfigurationError('template', mistakes)
  return { parts: parsed }
}

/** Fills a template in; what is filled in passes through `escape`, the template's own text does not. */
export function fillTemplate({ parts }: Template, notice: Notice, escape: (text: string) => string): string {
  return parts.map(part => typeof part === 'string' ? part : escape(words[part.word](notice))).join('')
}
