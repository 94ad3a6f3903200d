/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import type { Column, RowSet } from '../../sources/logs/summary/columns.ts'
import { batchCapacity } from '../../sources/logs/scan/scanner.ts'
import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import { GroupTable } from '../../sources/logs/summary/group-table.ts'
import type { LogLine } from '../log-report.ts'

/** A column with the numbers of its values of the rows that are counted. */
export interface ReadColumn { column: Column, ids: Int32Array }

/** Requests with equal values. `values` as a person reads them, an empty text for none; `durations` undefined where no line has one. */
export interface Group { values: readonly string[], count: number, errors: number, durations: DurationSketch | undefined, samples: readonly LogLine[] }

/** What is known of a group, as plain data that can go from one thread to another. */
interface GroupState extends Omit<Group, 'values' | 'durations'> {
  values: readonly (string | number)[]
  durations: Pick<DurationSketch, 'counts' | 'max'> | undefined
}

/** Groups in the order in which they were first seen. */
export interface GroupingState { folded: number, groups: readonly GroupState[] }

export interface GroupingOptions {
  /** Columns, by their place, that are given up first where there are too many groups. */
  rare: readonly number[]
  /** Groups that are told apart. */
  most: number
}

/** Groups beyond `most` that are left of what was folded. */
const mostCoarse = 2_000
const others = '(others)'

/**
 * Counts rows by some columns. When there are too many groups, further ones are folded: first without what makes them rare, then all
 * into one, so that memory is bounded and no request is lost.
 */
export class Grouping {
  readonly fields: readonly string[]
  /** Requests whose group was folded. */
  folded = 0
  readonly #columns: readonly ReadColumn[]
  readonly #options: GroupingOptions
  readonly #table: GroupTable
  readonly #rows: Int32Array
  readonly #folding: Int32Array
  readonly #sketches: (DurationSketch | undefined)[] = []
  readonly #samples: (LogLine[] | undefined)[] = []
  #counts = new Float64Array(64)
  #errors = new Float64Array(64)

  constructor(fields: readonly string[], columns: readonly ReadColumn[], options: GroupingOptions) {
    this.fields = fields
    this.#columns = columns
    this.#options = options
    this.#table = new GroupTable(columns.length)
    this.#rows = new Int32Array(batchCapacity * columns.length)
    this.#folding = new Int32Array(columns.length)
  }

  /**
   * Counts the rows of a set, of which the columns were read; a negative duration is none.
   * @param onGroup is told of each row which samples its group has
   */
  add({ count }: RowSet, errors: Uint8Array, durations: Float64Array, onGroup?: (k: number, samples: LogLine[]) => void): void {
    const width = this.#columns.length
    const rows = this.#rows
    for (let i = 0; i < width; i++) {
      const { ids } = this.#columns[i]!
      for (let k = 0, at = i; k < count; k++, at += width) rows[at] = ids[k]!
    }
    const sketches = this.#sketches
    for (let k = 0; k < count; k++) {
      let id = this.#table.lookup(rows, k * width)
      if (id < 0) id = this.#enter(rows, k * width)
      this.#counts[id]!++
      this.#errors[id]! += errors[k]!
      const duration = durations[k]!
      if (duration >= 0) (sketches[id] ??= new DurationSketch()).add(duration)
      if (onGroup !== undefined) onGroup(k, this.#samples[id] ??= [])
    }
  }

  /** Every group, in the order in which they were first seen. */
  list(): Group[] {
    return Array.from({ length: this.#table.size }, (_, id) => ({
      values: this.#valuesOf(id).map(value => value === -1 ? '' : String(value)),
      count: this.#counts[id]!, errors: this.#errors[id]!, durations: this.#sketches[id], samples: this.#samples[id] ?? [],
    }))
  }

  state(): GroupingState {
    return {
      folded: this.folded,
      groups: Array.from({ length: this.#table.size }, (_, id) => {
        const sketch = this.#sketches[id]
        return {
          values: this.#valuesOf(id), count: this.#counts[id]!, errors: this.#errors[id]!, samples: this.#samples[id] ?? [],
          durations: sketch === undefined ? undefined : { counts: sketch.counts, max: sketch.max },
        }
      }),
    }
  }

  /** Adds what another count by the same fields found in lines after these. */
  merge({ folded, groups }: GroupingState, mostSamples: number): void {
    this.folded += folded
    for (const { values, count, errors, durations, samples } of groups) {
      const row = Int32Array.from(this.#columns, ({ column }, i) => values[i] === others ? column.overflow : column.intern(values[i]!))
      const known = this.#table.lookup(row)
      const before = this.folded
      const id = known < 0 ? this.#enter(row, 0) : known
      // Folding counts one request; here it is all of the group.
      if (this.folded > before) this.folded += count - 1
      this.#counts[id]! += count
      this.#errors[id]! += errors
      if (durations !== undefined) (this.#sketches[id] ??= new DurationSketch()).mergeCounts(durations.counts, durations.max)
      if (samples.length === 0) continue
      const mine = this.#samples[id] ??= []
      mine.push(...samples.slice(0, mostSamples - mine.length))
    }
  }

  #valuesOf(id: number): (string | number)[] {
    const row = this.#table.row(id)
    return this.#columns.map(({ column }, i) => column.valueOf(row[i]!))
  }

  /** The number of a group that is not known yet: its own, or that into which it is folded. */
  #enter(rows: Int32Array, at: number): number {
    const id = this.#table.size < this.#options.most ? this.#table.find(rows, at) : this.#fold(rows, at)
    if (id >= this.#counts.length) {
      this.#counts = doubled(this.#counts)
      this.#errors = doubled(this.#errors)
    }
    // Kept without holes, which would make every access slower.
    while (this.#sketches.length <= id) {
      this.#sketches.push(undefined)
      this.#samples.push(undefined)
    }
    return id
  }

  #fold(rows: Int32Array, at: number): number {
    this.folded++
    const row = this.#folding
    for (let i = 0; i < row.length; i++) row[i] = rows[at + i]!
    for (const i of this.#options.rare) if (row[i] !== 0) row[i] = this.#columns[i]!.column.overflow
    const coarse = this.#table.lookup(row)
    if (coarse >= 0) return coarse
    if (this.#table.size < this.#options.most + mostCoarse) return this.#table.find(row)
    this.#columns.forEach(({ column }, i) => { row[i] = column.overflow })
    return this.#table.find(row)
  }
}

function doubled(array: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(array.length * 2)
  more.set(array)
  return more
}
