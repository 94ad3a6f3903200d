import { mayHoldSecret, redactText } from './redact-text.ts'

/** Fields by which others recognise and join things; evidence puts names there, not values. */
const identities: ReadonlySet<string> = new Set(['id', 'rule', 'target', 'fingerprint', 'docs', 'subject', 'schemaVersion'])

/** The second door: redacts every text of a report that was not taken from a redacted bundle. */
export function redactReport<T>(report: T): T {
  return walk(report, '') as T
}

function walk(value: unknown, key: string): unknown {
  if (typeof value === 'string') return identities.has(key) || !mayHoldSecret(value) ? value : redactText(value).text
  if (Array.isArray(value)) return value.map(item => walk(item, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]))
}
