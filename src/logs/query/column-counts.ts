import { batchCapacity } from '../../sources/logs/scan/scanner.ts'
import type { Column, RowSet } from '../../sources/logs/summary/columns.ts'
import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import type { CountState } from './grouped-counts.ts'

export interface ColumnCount { requests: number, errors: number, durations: DurationSketch }

/** Counts requests by the values of one column, whose numbers are small. */
export class ColumnCounts {
  readonly #column: Column
  readonly #ids = new Int32Array(batchCapacity)
  readonly #counts: (ColumnCount | undefined)[] = []

  constructor(column: Column) {
    this.#column = column
  }

  /** `errors` and `durations` are those of the rows; a negative duration is none. */
  add(set: RowSet, errors: Uint8Array, durations: Float64Array): void {
    this.#column.read(set, this.#ids)
    for (let k = 0; k < set.count; k++) {
      const count = this.#counts[this.#ids[k] ?? 0] ??= { requests: 0, errors: 0, durations: new DurationSketch() }
      count.requests++
      count.errors += errors[k] ?? 0
      const duration = durations[k] ?? -1
      if (duration >= 0) count.durations.add(duration)
    }
  }

  /** Adds what another count found for a value. */
  merge(value: string, { count, errors, durations }: Omit<CountState, 'samples'>): void {
    const into = this.#counts[this.#column.intern(value)] ??= { requests: 0, errors: 0, durations: new DurationSketch() }
    into.requests += count
    into.errors += errors
    into.durations.mergeCounts(durations.counts, durations.max)
  }

  /** Each value that is there, with its count. */
  list(): { value: string, count: ColumnCount }[] {
    return this.#counts.flatMap((count, id) => count === undefined || id === 0 ? [] : [{ value: String(this.#column.valueOf(id)), count }])
  }
}
