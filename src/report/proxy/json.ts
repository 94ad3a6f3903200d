import { Absent, isKnown } from '../../evidence/absent.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { SheetKey, SheetRows } from '../../proxy/sheet.ts'
import { escapeEncoded } from '../escape.ts'
import type { ProxyHead, ProxyReport } from './page.ts'

/** A value that is not known: why, and what would have to be given. It stands wherever a row's field is `Known`. */
export interface UnknownValue { unknown: string, lack: string }

/** One table: its rows as src/proxy names their fields, of how many, and how many the filters could not decide on. */
export type JsonTable<K extends SheetKey> = UnknownValue | { rows: readonly SheetRows[K][], of: number, undecided: number, notes: readonly string[] }

/**
 * The one document of `meshmedic proxy … -o json`. Within a schemaVersion fields are only added. Times are ISO 8601, durations seconds; whole
 * numbers above 2^53 are strings; what a thing does not have is left out.
 */
export interface ProxyDocument {
  schemaVersion: 1
  tool: ProxyReport['tool']
  /** `clusters`, `listeners`, `routes`, `endpoints`, `secrets`, `bootstrap`, `stats` */
  command: string
  /** `secrets` has the tables secrets and certificates, `bootstrap` settings, `stats` statistics, the others their own. */
  proxies: readonly { proxy: ProxyHead, tables: { [K in SheetKey]?: JsonTable<K> } }[]
  problems: readonly Problem[]
}

export function renderProxyJson(report: ProxyReport): string {
  return escapeEncoded(JSON.stringify(toDocument(report), encode, 2)) + '\n'
}

function toDocument({ command, tool, pages, problems }: ProxyReport): ProxyDocument {
  return {
    schemaVersion: 1, tool, command,
    proxies: pages.map(({ head, sheets }) => ({
      proxy: head,
      tables: Object.fromEntries(sheets.map(({ key, table }) => [key, isKnown(table) ? table : { unknown: table.reason, lack: table.lack }])),
    })),
    problems,
  }
}

function encode(_key: string, value: unknown): unknown {
  if (value instanceof Absent) return { unknown: value.reason, lack: value.lack } satisfies UnknownValue
  return typeof value === 'bigint' ? String(value) : value
}
