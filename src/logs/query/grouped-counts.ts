import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import { GroupTable } from '../../sources/logs/summary/group-table.ts'
import type { LogLine } from '../log-report.ts'

/** Requests with equal values. */
export interface Group { row: Int32Array, count: number, errors: number, durations: DurationSketch, samples: LogLine[] }

const mostGroups = 10_000
const mostCoarse = 2_000

/**
 * Counts rows of interned values. When there are too many groups, further ones are folded: first without what makes them rare, then all
 * into one, so that memory is bounded and no request is lost.
 */
export class GroupedCounts {
  /** Requests whose group was folded. */
  folded = 0
  readonly #table: GroupTable
  readonly #groups: Group[] = []
  readonly #rare: readonly number[]
  readonly #overflowOf: (column: number) => number
  readonly #rest: Int32Array

  /** @param rare columns that are given up first */
  constructor(width: number, rare: readonly number[], overflowOf: (column: number) => number) {
    this.#table = new GroupTable(width, mostGroups + mostCoarse)
    this.#rare = rare
    this.#overflowOf = overflowOf
    this.#rest = Int32Array.from({ length: width }, (_, column) => overflowOf(column))
  }

  /** The group of a row, which may be changed by folding. */
  add(row: Int32Array, error: boolean, duration: number): Group {
    const group = this.#find(row, mostGroups) ?? this.#fold(row)
    group.count++
    if (error) group.errors++
    if (duration >= 0) group.durations.add(duration)
    return group
  }

  list(): readonly Group[] {
    return this.#groups
  }

  #find(row: Int32Array, most: number): Group | undefined {
    if (this.#table.size >= most && !this.#table.has(row)) return undefined
    const id = this.#table.find(row)
    return this.#groups[id] ??= { row: this.#table.row(id).slice(), count: 0, errors: 0, durations: new DurationSketch(), samples: [] }
  }

  #fold(row: Int32Array): Group {
    this.folded++
    for (const column of this.#rare) if (row[column] !== 0) row[column] = this.#overflowOf(column)
    return this.#find(row, mostGroups + mostCoarse - 1) ?? this.#find(this.#rest, Infinity) ?? emptyGroup(this.#rest)
  }
}

const emptyGroup = (row: Int32Array): Group => ({ row, count: 0, errors: 0, durations: new DurationSketch(), samples: [] })
