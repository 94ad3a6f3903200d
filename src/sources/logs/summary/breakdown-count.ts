/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { batchCapacity } from '../scan/scanner.ts'
import type { Column, RowSet } from './columns.ts'
import { DurationSketch } from './duration-sketch.ts'
import { GroupTable } from './group-table.ts'
import type { Breakdown, CountedGroup } from './log-query.ts'

/** Groups in the order in which they were first seen, their durations as counts of the sketch's steps. */
export interface BreakdownState {
  folded: number
  groups: readonly { key: readonly (string | number)[], count: number, errors: number, durations: { counts: Uint32Array, max: number } | undefined }[]
}

const defaultMostGroups = 10_000

/** Counts rows by some columns. */
export class BreakdownCount {
  folded = 0
  readonly #columns: readonly { column: Column, values: Int32Array }[]
  readonly #table: GroupTable
  readonly #rows: Int32Array
  readonly #mostGroups: number
  readonly #rest: Int32Array
  readonly #durations: (DurationSketch | undefined)[] | undefined
  #counts = new Float64Array(256)
  #errors = new Float64Array(256)

  /** @param columns with the places of their values of the current batch */
  constructor(columns: readonly { column: Column, values: Int32Array }[], { durations, mostGroups = defaultMostGroups }: Breakdown) {
    this.#columns = columns
    this.#table = new GroupTable(columns.length)
    this.#rows = new Int32Array(batchCapacity * columns.length)
    this.#mostGroups = mostGroups
    this.#rest = Int32Array.from(columns, ({ column }) => column.overflow)
    this.#durations = durations === true ? [] : undefined
  }

  /** @param duration place of the duration in a row of numbers, of `stride` numbers */
  add({ batch: { numbers }, rows, count }: RowSet, errors: Uint8Array, duration: number, stride: number): void {
    const width = this.#columns.length
    for (let i = 0; i < width; i++) {
      const { values } = this.#columns[i]!
      for (let k = 0, at = i; k < count; k++, at += width) this.#rows[at] = values[k]!
    }
    const sketches = this.#durations
    for (let k = 0; k < count; k++) {
      let id = this.#table.lookup(this.#rows, k * width)
      if (id < 0) id = this.#addGroup(this.#rows, k * width)
      this.#counts[id]!++
      this.#errors[id]! += errors[k]!
      if (sketches === undefined) continue
      const milliseconds = numbers[rows[k]! * stride + duration]!
      if (milliseconds >= 0) (sketches[id] ?? this.#addSketch(id)).add(milliseconds)
    }
  }

  list(): CountedGroup[] {
    const groups = Array.from({ length: this.#table.size }, (_, id) => ({
      key: this.#keyOf(id), count: this.#counts[id]!, errors: this.#errors[id]!,
      durations: this.#durations === undefined ? undefined : this.#durations[id] ?? new DurationSketch(),
    }))
    return groups.sort((a, b) => b.count - a.count || compareKeys(a.key, b.key))
  }

  state(): BreakdownState {
    return {
      folded: this.folded,
      groups: Array.from({ length: this.#table.size }, (_, id) => {
        const sketch = this.#durations?.[id]
        return { key: this.#keyOf(id), count: this.#counts[id]!, errors: this.#errors[id]!, durations: sketch === undefined ? undefined : { counts: sketch.counts, max: sketch.max } }
      }),
    }
  }

  merge({ folded, groups }: BreakdownState): void {
    this.folded += folded
    for (const { key, count, errors, durations } of groups) {
      const row = Int32Array.from(this.#columns, ({ column }, i) => key[i] === '(others)' ? column.overflow : column.intern(key[i]!))
      const known = this.#table.lookup(row, 0)
      const before = this.folded
      const id = known < 0 ? this.#addGroup(row, 0) : known
      // The row that made room for no group of its own was numbered above; here it stands for all of its group.
      if (this.folded > before) this.folded += count - 1
      this.#counts[id]! += count
      this.#errors[id]! += errors
      if (durations !== undefined) (this.#durations?.[id] ?? this.#addSketch(id)).mergeCounts(durations.counts, durations.max)
    }
  }

  #keyOf(id: number): (string | number)[] {
    const row = this.#table.row(id)
    return this.#columns.map(({ column }, i) => column.valueOf(row[i]!))
  }

  #addGroup(rows: Int32Array, at: number): number {
    const full = this.#table.size >= this.#mostGroups
    if (full) this.folded++
    const id = full ? this.#table.find(this.#rest, 0) : this.#table.find(rows, at)
    if (id >= this.#counts.length) {
      this.#counts = doubled(this.#counts)
      this.#errors = doubled(this.#errors)
    }
    return id
  }

  #addSketch(id: number): DurationSketch {
    const sketches = this.#durations!
    while (sketches.length <= id) sketches.push(undefined)
    return sketches[id] ??= new DurationSketch()
  }
}

function doubled(array: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(array.length * 2)
  more.set(array)
  return more
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue
    return a[i]! < b[i]! ? -1 : 1
  }
  return 0
}
