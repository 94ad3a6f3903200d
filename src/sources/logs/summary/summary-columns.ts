/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import type { FieldPlan } from '../scan/field-plan.ts'
import { batchCapacity } from '../scan/scanner.ts'
import { FlagsColumn, NumberColumn, PathColumn, TextColumn, type Column, type RowSet } from './columns.ts'
import { GrpcColumn } from './grpc-column.ts'
import { OutcomeReader } from './outcomes.ts'

/** Columns of a group; the last four are told apart only where a request is notable, so that good traffic stays a few groups. */
export const columns = ['code', 'flags', 'authority', 'cluster', 'route', 'listener', 'upstream', 'grpc', 'details', 'failure', 'method', 'path'] as const
export type ColumnName = (typeof columns)[number]

const notableOnly: ReadonlySet<ColumnName> = new Set<ColumnName>(['details', 'failure', 'method', 'path'])
/** Places of columns that stand for themselves. */
export const numberColumns: ReadonlySet<number> = new Set([columns.indexOf('code'), columns.indexOf('grpc')])
/** Places of columns that only notable requests have a value in. */
export const notableAt: readonly number[] = columns.flatMap((column, i) => notableOnly.has(column) && column !== 'method' ? [i] : [])

/** Reads the columns of the summary, batch by batch, into rows of numbers. */
export class SummaryColumns {
  /** One row of `columns.length` numbers for each row of the last set. */
  readonly rows = new Int32Array(batchCapacity * columns.length)
  readonly outcomes: OutcomeReader
  readonly all: readonly Column[]
  readonly #values: readonly Int32Array[]

  constructor(plan: FieldPlan) {
    const flags = new FlagsColumn(plan)
    this.outcomes = new OutcomeReader(plan, flags, batchCapacity)
    const make: Partial<Record<ColumnName, Column>> = {
      code: new NumberColumn(plan, 'code'), flags, grpc: new GrpcColumn(plan), path: new PathColumn(plan),
      cluster: new TextColumn(plan, 'cluster', 'clusterRaw'), upstream: new TextColumn(plan, 'upstream', 'upstreamAddress'),
    }
    this.all = columns.map(column => make[column] ?? new TextColumn(plan, column))
    this.#values = columns.map(() => new Int32Array(batchCapacity))
  }

  read(set: RowSet, fields: ReadonlySet<string>): void {
    const [codes, flags] = this.#values
    const grpc = this.#values[columns.indexOf('grpc')]
    this.all[columns.indexOf('code')]!.read(set, codes!)
    this.all[columns.indexOf('flags')]!.read(set, flags!)
    this.all[columns.indexOf('grpc')]!.read(set, grpc!)
    this.outcomes.read(set, codes!, flags!, grpc!, fields)
    const width = columns.length
    columns.forEach((column, i) => {
      const values = this.#values[i]!
      if (column !== 'code' && column !== 'flags' && column !== 'grpc') {
        this.all[i]!.read(set, values, notableOnly.has(column) ? this.outcomes.notable : undefined)
      }
      for (let k = 0, at = i; k < set.count; k++, at += width) this.rows[at] = values[k]!
    })
  }

  valueOf(column: ColumnName, row: Int32Array): string | number {
    const i = columns.indexOf(column)
    return this.all[i]!.valueOf(row[i]!)
  }

  /** The numbers here of a row of another reader. */
  adopt(other: SummaryColumns, row: Int32Array): Int32Array {
    return row.map((id, i) => id === other.all[i]!.overflow ? this.all[i]!.overflow : this.all[i]!.intern(other.all[i]!.valueOf(id)))
  }
}
