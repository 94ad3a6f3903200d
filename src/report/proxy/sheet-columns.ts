import type { Known } from '../../evidence/absent.ts'
import type { Severity } from '../../engine/report.ts'
import type { SheetKey, SheetRows } from '../../proxy/sheet.ts'
import type { Column } from '../logs/columns.ts'

/** What stands in a cell; undefined: the thing has none (`-`). */
export type CellValue = string | number | undefined

export interface SheetColumn<Row> extends Column {
  cell: (row: Row) => Known<CellValue>
  /** A name: inline code in Markdown. */
  name?: boolean
  /** On a terminal its value stands above the rows that share it. */
  heads?: boolean
}

/** How one table is shown. */
export interface SheetLook<Row> {
  title: string
  columns: readonly SheetColumn<Row>[]
  /** What a row shows that should not be. */
  severity?: (row: Row) => Severity | undefined
}

export type SheetLooks = { [K in SheetKey]: SheetLook<SheetRows[K]> }
