import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'

export interface ColumnCount { requests: number, errors: number, durations: DurationSketch }

/** Counts requests by the interned values of one column, which are small numbers. */
export class ColumnCounts {
  readonly column: number
  readonly #counts: (ColumnCount | undefined)[] = []

  constructor(column: number) {
    this.column = column
  }

  add(values: Int32Array, error: boolean, duration: number): void {
    const value = values[this.column] ?? 0
    const count = this.#counts[value] ??= { requests: 0, errors: 0, durations: new DurationSketch() }
    count.requests++
    if (error) count.errors++
    if (duration >= 0) count.durations.add(duration)
  }

  /** Each value with its count; 0 is an absent value. */
  list(): { value: number, count: ColumnCount }[] {
    return this.#counts.flatMap((count, value) => count === undefined ? [] : [{ value, count }])
  }
}
