import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import { GroupTable } from '../../sources/logs/summary/group-table.ts'
import type { LogLine } from '../log-report.ts'

/** Requests with equal values. */
export interface Group { row: Int32Array, count: number, errors: number, durations: DurationSketch, samples: LogLine[] }

/** What is counted of a group, as plain data that can go from one thread to another. */
export interface CountState { count: number, errors: number, durations: Pick<DurationSketch, 'counts' | 'max'>, samples: readonly LogLine[] }

const mostCoarse = 2_000

/**
 * Counts rows of small numbers. When there are too many groups, further ones are folded: first without what makes them rare, then all
 * into one, so that memory is bounded and no request is lost.
 */
export class GroupedCounts {
  /** Requests whose group was folded. */
  folded = 0
  readonly #table: GroupTable
  readonly #groups: Group[] = []
  readonly #most: number
  readonly #rare: readonly number[]
  readonly #overflows: Int32Array

  /** @param overflows for each column what stands for further values @param rare columns that are given up first @param most groups told apart */
  constructor(overflows: readonly number[], rare: readonly number[], most: number) {
    this.#most = most
    this.#table = new GroupTable(overflows.length)
    this.#rare = rare
    this.#overflows = Int32Array.from(overflows)
  }

  /** The group of a row, which may be changed by folding. */
  add(row: Int32Array, error: boolean, duration: number): Group {
    const group = this.#find(row, this.#most) ?? this.#fold(row)
    group.count++
    if (error) group.errors++
    if (duration >= 0) group.durations.add(duration)
    return group
  }

  /** Adds what another count found for a row. */
  merge(row: Int32Array, { count, errors, durations, samples }: CountState, mostSamples: number): void {
    const before = this.folded
    const group = this.#find(row, this.#most) ?? this.#fold(row)
    // Folding counts one request; here it is all of the group.
    if (this.folded > before) this.folded += count - 1
    group.count += count
    group.errors += errors
    group.durations.mergeCounts(durations.counts, durations.max)
    group.samples.push(...samples.slice(0, mostSamples - group.samples.length))
  }

  list(): readonly Group[] {
    return this.#groups
  }

  #find(row: Int32Array, most: number): Group | undefined {
    if (this.#table.size >= most && this.#table.lookup(row, 0) < 0) return undefined
    const id = this.#table.find(row, 0)
    return this.#groups[id] ??= { row: this.#table.row(id).slice(), count: 0, errors: 0, durations: new DurationSketch(), samples: [] }
  }

  #fold(row: Int32Array): Group {
    this.folded++
    for (const column of this.#rare) if (row[column] !== 0) row[column] = this.#overflows[column] ?? 0
    const coarse = this.#find(row, this.#most + mostCoarse)
    if (coarse !== undefined) return coarse
    row.set(this.#overflows)
    return this.#find(row, Infinity) ?? { row, count: 0, errors: 0, durations: new DurationSketch(), samples: [] }
  }
}
