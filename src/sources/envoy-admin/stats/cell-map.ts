import type { StatValue } from '../../../evidence/stats.ts'
import type { CellBlocks, Cells } from './cells.ts'

/** The metrics of one scope and the cells that their values lie in. */
export interface Columns { slots: ReadonlyMap<string, number>, metrics: readonly string[], blocks: CellBlocks }

/** A name's values by metric, without a table of its own: a page has thousands of names with the same metrics. */
export class CellMap implements ReadonlyMap<string, StatValue> {
  readonly #columns: Columns
  readonly #cells: Cells

  constructor(columns: Columns, cells: Cells) {
    this.#columns = columns
    this.#cells = cells
  }

  get size(): number {
    return this.#cells.count
  }

  get(metric: string): StatValue | undefined {
    const slot = this.#columns.slots.get(metric)
    return slot === undefined ? undefined : this.#cells.get(slot)
  }

  has(metric: string): boolean {
    return this.get(metric) !== undefined
  }

  forEach(visit: (value: StatValue, metric: string, map: ReadonlyMap<string, StatValue>) => void): void {
    for (const [metric, value] of this) visit(value, metric, this)
  }

  entries(): MapIterator<[string, StatValue]> {
    const values = new Map<string, StatValue>()
    for (const [slot, value] of this.#cells.entries()) values.set(this.#columns.metrics[slot] ?? '', value)
    return values.entries()
  }

  keys(): MapIterator<string> {
    return new Map(this.entries()).keys()
  }

  values(): MapIterator<StatValue> {
    return new Map(this.entries()).values()
  }

  [Symbol.iterator](): MapIterator<[string, StatValue]> {
    return this.entries()
  }
}
