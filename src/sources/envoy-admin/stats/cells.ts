import type { StatValue } from '../../../evidence/stats.ts'

/** Names whose cells lie in one block. */
const namesInBlock = 64

/** Gives out the cells of a scope's names from blocks of numbers: thousands of arrays of their own would keep the collector busy. */
export class CellBlocks {
  readonly #width: number
  #block = new Float64Array(0)
  #used = 0

  /** @param width how many metrics the scope has */
  constructor(width: number) {
    this.#width = width
  }

  /** Cells that are all empty. */
  next(): Cells {
    if (this.#used + this.#width > this.#block.length) {
      this.#block = new Float64Array(this.#width * namesInBlock).fill(Number.NaN)
      this.#used = 0
    }
    const base = this.#used
    this.#used += this.#width
    return new Cells(this.#block, base, this.#width)
  }
}

/** The values of one name by their metric's slot. Numbers lie in a block that other names share; what is no double lies beside it. */
export class Cells {
  /** NaN where there is no number. */
  readonly #numbers: Float64Array
  readonly #base: number
  readonly #width: number
  #others: Map<number, string | bigint> | undefined

  constructor(numbers: Float64Array, base: number, width: number) {
    this.#numbers = numbers
    this.#base = base
    this.#width = width
  }

  get(slot: number): StatValue | undefined {
    const number = this.#numbers[this.#base + slot] as number
    return Number.isNaN(number) ? this.#others?.get(slot) : number
  }

  /** @returns the value that it had */
  put(slot: number, value: StatValue): StatValue | undefined {
    if (typeof value === 'number' && this.#others === undefined) {
      const at = this.#base + slot
      const before = this.#numbers[at] as number
      this.#numbers[at] = value
      return Number.isNaN(before) ? undefined : before
    }
    return this.#putOther(slot, value)
  }

  #putOther(slot: number, value: StatValue): StatValue | undefined {
    const before = this.get(slot)
    if (typeof value === 'number') this.#others?.delete(slot)
    else (this.#others ??= new Map<number, string | bigint>()).set(slot, value)
    this.#numbers[this.#base + slot] = typeof value === 'number' ? value : Number.NaN
    return before
  }

  /** How many there are. */
  get count(): number {
    let count = this.#others?.size ?? 0
    const end = this.#base + this.#width
    for (let at = this.#base; at < end; at++) if (!Number.isNaN(this.#numbers[at])) count++
    return count
  }

  /** Those that there are, by slot. */
  *entries(): Generator<[slot: number, value: StatValue]> {
    for (let slot = 0; slot < this.#width; slot++) {
      const value = this.get(slot)
      if (value !== undefined) yield [slot, value]
    }
  }
}
