import { escapeEncoded } from '../../report/escape.ts'
import type { StoredFinding } from '../../store/store.ts'

const columns = ['scope', 'fingerprint', 'rule', 'severity', 'state', 'endpoint', 'subject', 'label', 'title', 'message', 'instances', 'firstSeen', 'lastSeen', 'resolvedAt', 'firstRun', 'changedIn', 'returns', 'docs'] as const

/** Findings of all runs, one JSON object a line; moments are ISO 8601. */
export function exportNdjson(findings: readonly StoredFinding[]): string {
  return findings.map(finding => `${escapeEncoded(JSON.stringify(Object.fromEntries(columns.map(column => [column, show(finding, column) ?? null]))))}\n`).join('')
}

/** The same as RFC 4180's CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function exportCsv(findings: readonly StoredFinding[]): string {
  const rows = [columns.join(','), ...findings.map(finding => columns.map(column => quote(show(finding, column))).join(','))]
  return rows.map(row => `${row}\r\n`).join('')
}

function show(finding: StoredFinding, column: (typeof columns)[number]): string | number | undefined {
  const value = finding[column]
  return column === 'firstSeen' || column === 'lastSeen' || column === 'resolvedAt' ? value === undefined ? undefined : new Date(value).toISOString() : value
}

function quote(value: string | number | undefined): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
