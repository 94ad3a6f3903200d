import { redactText } from './redact.ts'

/** Fields that hold words of ours: names of rules, digests, versions. */
const ours: ReadonlySet<string> = new Set(['rule', 'fingerprint', 'docs', 'schemaVersion'])

/**
 * The second door: redacts every text of a report. Equal texts stay equal, so that what refers to a target or a finding by
 * its id still does, and a subject is the same whether its evidence was redacted before or not.
 */
export function redactReport<T>(report: T): T {
  return walk(report, '') as T
}

function walk(value: unknown, key: string): unknown {
  if (typeof value === 'string') return ours.has(key) ? value : redactText(value)
  if (Array.isArray(value)) return value.map(item => walk(item, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]))
}
