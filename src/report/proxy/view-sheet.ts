import { Absent, isKnown, type Known } from '../../evidence/absent.ts'
import { evidenceKinds, isEvidenceKind } from '../../evidence/kinds.ts'
import type { Severity } from '../../engine/report.ts'
import type { Sheet, Table } from '../../proxy/sheet.ts'
import { count } from '../phrases.ts'
import { looks } from './looks.ts'
import type { SheetColumn, SheetLook } from './sheet-columns.ts'

/** A table ready to be laid out; texts are not escaped. */
export interface SheetView {
  /** `Clusters: 3 of 12` */
  title: string
  columns: readonly SheetColumn<never>[]
  rows: readonly (readonly string[])[]
  severities: readonly (Severity | undefined)[]
  /** Sentences below the table: what is not known, with the command that would tell. */
  notes: readonly string[]
}

/** Gives every cell its text; columns that tell nothing are left out, and what is not known is told below with its reason. */
export function viewSheet(sheet: Sheet): SheetView {
  // The key tells which rows the table has; TypeScript cannot follow a pair of lookups.
  const look = looks[sheet.key] as unknown as SheetLook<never>
  if (!isKnown(sheet.table)) return { title: `${look.title}: not known`, columns: [], rows: [], severities: [], notes: [tellUnknown([], sheet.table)] }
  return viewTable(look, sheet.table as Table<never>)
}

function viewTable(look: SheetLook<never>, { rows, of, undecided, notes }: Table<never>): SheetView {
  const cells = look.columns.map(column => rows.map(row => column.cell(row)))
  const shown = look.columns.flatMap((column, index) => (cells[index] ?? []).some(cell => isKnown(cell) && cell !== undefined) ? [{ column, cells: cells[index] ?? [] }] : [])
  return {
    title: `${look.title}: ${rows.length === of ? of : `${rows.length} of ${of}`}`,
    columns: shown.map(({ column }) => column),
    rows: rows.map((_, row) => shown.map(({ cells: column }) => showCell(column[row]))),
    severities: rows.map(row => look.severity?.(row)),
    notes: [
      ...notes,
      ...undecided === 0 ? [] : [`${count(undecided, 'row')} left out of which nothing tells whether the filters hold.`],
      ...listReasons(look.columns.map(({ title }) => title), cells),
    ],
  }
}

function showCell(cell: Known<string | number | undefined>): string {
  if (cell === undefined) return '-'
  return isKnown(cell) ? String(cell) : '?'
}

/** One sentence for each reason, with the columns that it leaves open. */
function listReasons(titles: readonly string[], cells: readonly (readonly Known<unknown>[])[]): string[] {
  const byReason = new Map<string, { absent: Absent, columns: Set<string> }>()
  for (const [index, column] of cells.entries()) {
    for (const cell of column) {
      if (!(cell instanceof Absent)) continue
      const entry = byReason.get(cell.reason) ?? { absent: cell, columns: new Set() }
      entry.columns.add(titles[index] ?? '')
      byReason.set(cell.reason, entry)
    }
  }
  return Array.from(byReason.values(), ({ absent, columns }) => tellUnknown([...columns], absent))
}

function tellUnknown(columns: readonly string[], { reason, lack }: Absent): string {
  const how = isEvidenceKind(lack) && reason.startsWith('no ') ? `; \`${evidenceKinds[lack].how.replace('{admin}', 'localhost:9901')}\` would tell` : ''
  return columns.length === 0 ? `${reason}${how}` : `Not known (?): ${columns.join(', ')}: ${reason}${how}`
}
