/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import type { Column, RowSet } from '../../sources/logs/summary/columns.ts'
import { batchCapacity } from '../../sources/logs/scan/scanner.ts'
import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import { GroupTable } from '../../sources/logs/summary/group-table.ts'
import type { LogLine } from '../log-report.ts'
import { packSketches, unpackSketch, type SketchesState } from './pack-sketches.ts'

/** A column with the numbers of its values of the rows that are counted. */
export interface ReadColumn { column: Column, ids: Int32Array }

/** Requests with equal values. `values` as a person reads them, an empty text for none; `durations` undefined where no line has one. */
export interface Group { values: readonly string[], count: number, errors: number, durations: DurationSketch | undefined, samples: readonly LogLine[] }

/**
 * Groups in the order in which they were first seen, as plain data that can go from one thread to another: lists that are copied at once,
 * since thousands of small objects would take more memory than what they say.
 */
export interface GroupingState {
  folded: number
  /** Different values of each column. */
  values: readonly (readonly (string | number)[])[]
  /** A row a group: the place of its value in each list. */
  rows: Int32Array
  counts: Float64Array
  errors: Float64Array
  sketches: SketchesState
  samples: readonly (readonly LogLine[] | undefined)[]
}

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

  /** Groups there are; they are numbered in the order in which they were first seen. */
  get size(): number {
    return this.#table.size
  }

  /** The numbers of a group's values, equal for equal values of a column. */
  row(id: number): Int32Array {
    return this.#table.row(id)
  }

  /** What the number of a value stands for, as a person reads it; empty for none. */
  textOf(column: number, value: number): string {
    const text = this.#columns[column]?.column.valueOf(value) ?? ''
    return text === -1 ? '' : String(text)
  }

  errorsOf(id: number): number {
    return this.#errors[id] ?? 0
  }

  group(id: number): Group {
    return {
      values: Array.from(this.#table.row(id), (value, i) => this.textOf(i, value)),
      count: this.#counts[id]!, errors: this.#errors[id]!, durations: this.#sketches[id], samples: this.#samples[id] ?? [],
    }
  }

  list(): Group[] {
    return Array.from({ length: this.size }, (_, id) => this.group(id))
  }

  state(): GroupingState {
    const { size } = this
    const width = this.#columns.length
    const rows = new Int32Array(size * width)
    const values = this.#columns.map(({ column }, i) => {
      const places = new Map<number, number>()
      for (let id = 0; id < size; id++) {
        const value = this.#table.row(id)[i]!
        if (!places.has(value)) places.set(value, places.size)
        rows[id * width + i] = places.get(value)!
      }
      return Array.from(places.keys(), value => column.valueOf(value))
    })
    return { folded: this.folded, values, rows, counts: this.#counts.slice(0, size), errors: this.#errors.slice(0, size), sketches: packSketches(this.#sketches), samples: this.#samples }
  }

  /** Adds what another count by the same fields found in lines after these. */
  merge({ folded, values, rows, counts, errors, sketches, samples }: GroupingState, mostSamples: number): void {
    this.folded += folded
    const width = this.#columns.length
    const mine = this.#columns.map(({ column }, i) => values[i]!.map(value => value === others ? column.overflow : column.intern(value)))
    const row = new Int32Array(width)
    for (let other = 0; other < counts.length; other++) {
      for (let i = 0; i < width; i++) row[i] = mine[i]![rows[other * width + i]!]!
      const known = this.#table.lookup(row)
      const before = this.folded
      const id = known < 0 ? this.#enter(row, 0) : known
      // Folding counts one request; here it is all of the group.
      if (this.folded > before) this.folded += counts[other]! - 1
      this.#counts[id]! += counts[other]!
      this.#errors[id]! += errors[other]!
      unpackSketch(sketches, other, () => this.#sketches[id] ??= new DurationSketch())
      const lines = samples[other]
      if (lines === undefined) continue
      const kept = this.#samples[id] ??= []
      kept.push(...lines.slice(0, mostSamples - kept.length))
    }
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
