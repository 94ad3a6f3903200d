import type { Known } from '../evidence/absent.ts'
import type { CertificateRow } from './certificates.ts'
import type { ClusterRow } from './clusters.ts'
import type { EndpointRow } from './endpoints.ts'
import type { ListenerRow } from './listeners.ts'
import type { RouteRow } from './routes.ts'
import type { SecretRow } from './secrets.ts'
import type { SettingRow } from './settings.ts'
import type { StatisticRow } from './statistics.ts'

/** The rows that were asked for, of all there are. */
export interface Table<Row> {
  rows: readonly Row[]
  /** All rows, before any filter. */
  of: number
  /** Rows left out because nothing tells whether a filter holds for them. */
  undecided: number
  /** What a reader must know of the whole table, a sentence each. */
  notes: readonly string[]
}

/** The type of each table's rows; unknown fields are an `Absent` with the reason. */
export interface SheetRows {
  clusters: ClusterRow
  listeners: ListenerRow
  routes: RouteRow
  endpoints: EndpointRow
  secrets: SecretRow
  certificates: CertificateRow
  settings: SettingRow
  statistics: StatisticRow
}

export type SheetKey = keyof SheetRows

/** One table of a proxy, or why nothing of it is known. */
export type Sheet = { [K in SheetKey]: { key: K, table: Known<Table<SheetRows[K]>> } }[SheetKey]
