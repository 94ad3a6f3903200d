/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { shortenFlags } from '../format/flag-names.ts'
import { spanStride, type Batch } from '../scan/scanner.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { ByteTable } from './byte-table.ts'
import { writePathTemplate } from './path-template.ts'

/** Different values of one column; further ones are `(others)`. */
const mostValues = 8192

/** Some rows of a batch: `rows` holds the places of `count` of them. */
export interface RowSet {
  bytes: Uint8Array
  batch: Batch
  rows: Int32Array
  count: number
}

/**
 * Turns one column of a batch into whole numbers, in one loop over its rows: a text's number is that of its place in a table, equal for
 * equal texts; a number stands for itself.
 */
export interface Column {
  /** Writes the numbers of the rows to `into[0 … count - 1]`; with `only`, 0 for rows where `only[k]` is 0. */
  read: (rows: RowSet, into: Int32Array, only?: Uint8Array) => void
  /** What a number stands for. */
  valueOf: (id: number) => string | number
  /** The number here of a value of another reader's column. */
  intern: (value: string | number) => number
  /** Stands for all values that came after the table was full. */
  readonly overflow: number
}

export const spanOf = (plan: FieldPlan, field: string): number => plan.texts.includes(field) ? 2 + 2 * plan.texts.indexOf(field) : -1

abstract class TableColumn implements Column {
  readonly table = new ByteTable(mostValues)
  readonly overflow = this.table.overflow

  abstract read(rows: RowSet, into: Int32Array, only?: Uint8Array): void

  valueOf(id: number): string {
    return this.table.text(id)
  }

  intern(value: string | number): number {
    return this.table.lookupText(String(value))
  }
}

/** Texts of one field, or of another where it is empty. */
export class TextColumn extends TableColumn {
  readonly #stride: number
  readonly #span: number
  readonly #fallback: number

  constructor(plan: FieldPlan, field: string, fallback?: string) {
    super()
    this.#stride = spanStride(plan)
    this.#span = spanOf(plan, field)
    this.#fallback = fallback === undefined ? -1 : spanOf(plan, fallback)
  }

  read({ bytes, batch: { spans }, rows, count }: RowSet, into: Int32Array, only?: Uint8Array): void {
    const { table } = this
    const stride = this.#stride
    const first = this.#span
    const second = this.#fallback
    for (let k = 0; k < count; k++) {
      if (only !== undefined && only[k] === 0) {
        into[k] = 0
        continue
      }
      const o = rows[k]! * stride
      let id = first < 0 ? 0 : table.lookup(bytes, spans[o + first]!, spans[o + first + 1]!)
      if (id === 0 && second >= 0) id = table.lookup(bytes, spans[o + second]!, spans[o + second + 1]!)
      into[k] = id
    }
  }
}

/** Response flags, short also where the format prints their long names. */
export class FlagsColumn extends TableColumn {
  readonly #short: TextColumn
  readonly #long: TextColumn
  readonly #shortened: number[] = [0]
  readonly #again = new Int32Array(4096)
  override readonly table: ByteTable

  constructor(plan: FieldPlan) {
    super()
    this.#short = new TextColumn(plan, 'flags')
    this.#long = new TextColumn(plan, 'flagsLong')
    this.table = this.#short.table
    this.#hasLong = plan.texts.includes('flagsLong')
  }

  readonly #hasLong: boolean

  read(rows: RowSet, into: Int32Array): void {
    this.#short.read(rows, into)
    if (!this.#hasLong) return
    this.#long.read(rows, this.#again)
    for (let k = 0; k < rows.count; k++) if (into[k] === 0 && this.#again[k] !== 0) into[k] = this.#shorten(this.#again[k]!)
  }

  #shorten(long: number): number {
    const known = this.#shortened[long]
    if (known !== undefined) return known
    const id = this.#short.table.lookupText(shortenFlags(this.#long.valueOf(long)))
    if (long < mostValues) this.#shortened[long] = id
    return id
  }
}

/** Paths without their identifiers. */
export class PathColumn extends TableColumn {
  readonly #stride: number
  readonly #span: number
  readonly #scratch = new Uint8Array(512)

  constructor(plan: FieldPlan) {
    super()
    this.#stride = spanStride(plan)
    this.#span = spanOf(plan, 'path')
  }

  read({ bytes, batch: { spans }, rows, count }: RowSet, into: Int32Array, only?: Uint8Array): void {
    const span = this.#span
    for (let k = 0; k < count; k++) {
      if (span < 0 || (only !== undefined && only[k] === 0)) {
        into[k] = 0
        continue
      }
      const o = rows[k]! * this.#stride + span
      into[k] = this.table.lookup(this.#scratch, 0, writePathTemplate(bytes, spans[o]!, spans[o + 1]!, this.#scratch))
    }
  }
}

/** A number that stands for itself; with a `divisor`, the number of its interval. */
export class NumberColumn implements Column {
  readonly overflow = -2
  readonly #stride: number
  readonly #at: number
  readonly #divisor: number

  constructor(plan: FieldPlan, field: string, divisor = 1) {
    this.#stride = plan.numbers.length
    this.#at = plan.numbers.indexOf(field)
    this.#divisor = divisor
  }

  read({ batch: { numbers }, rows, count }: RowSet, into: Int32Array): void {
    const at = this.#at
    const divisor = this.#divisor
    for (let k = 0; k < count; k++) {
      const value = at < 0 ? -1 : numbers[rows[k]! * this.#stride + at]!
      into[k] = value < 0 ? -1 : divisor === 1 ? (value > 0x7fff_ffff ? 0x7fff_ffff : value) : Math.floor(value / divisor)
    }
  }

  valueOf(id: number): number | string {
    return id === this.overflow ? '(others)' : id < 0 ? -1 : id * this.#divisor
  }

  intern(value: string | number): number {
    return typeof value === 'string' ? this.overflow : value < 0 ? -1 : Math.floor(value / this.#divisor)
  }
}
