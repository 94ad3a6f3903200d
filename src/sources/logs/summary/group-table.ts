/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
/** Gives equal rows of small whole numbers equal ids, from 0 up; -1 for a new row when `limit` rows are known. */
export class GroupTable {
  readonly width: number
  #slots = new Int32Array(256)
  #rows: Int32Array
  #count = 0
  readonly #limit: number

  constructor(width: number, limit: number) {
    this.width = width
    this.#limit = limit
    this.#rows = new Int32Array(128 * width)
  }

  get size(): number {
    return this.#count
  }

  /** The row's id, new if need be. */
  find(row: Int32Array): number {
    const slot = this.#slotOf(row, 0)
    const id = this.#slots[slot]! - 1
    return id < 0 ? this.#insert(row, slot) : id
  }

  has(row: Int32Array): boolean {
    return this.#slots[this.#slotOf(row, 0)] !== 0
  }

  row(id: number): Int32Array {
    return this.#rows.subarray(id * this.width, (id + 1) * this.width)
  }

  #insert(row: Int32Array, slot: number): number {
    if (this.#count >= this.#limit) return -1
    const id = this.#count++
    if ((id + 1) * this.width > this.#rows.length) {
      const more = new Int32Array(this.#rows.length * 2)
      more.set(this.#rows)
      this.#rows = more
    }
    this.#rows.set(row.subarray(0, this.width), id * this.width)
    this.#slots[slot] = id + 1
    if (this.#count * 2 > this.#slots.length) this.#rehash()
    return id
  }

  /** The slot that holds the row, or the free one where it belongs. */
  #slotOf(rows: Int32Array, at: number): number {
    const { width } = this
    let hash = 0
    for (let i = 0; i < width; i++) hash = Math.imul(hash ^ rows[at + i]!, 0x9e3779b1) ^ (hash >>> 13)
    hash ^= hash >>> 16
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]! - 1
      if (id < 0) return slot
      let i = 0
      while (i < width && this.#rows[id * width + i] === rows[at + i]) i++
      if (i === width) return slot
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let id = 0; id < this.#count; id++) this.#slots[this.#slotOf(this.#rows, id * this.width)] = id + 1
  }
}
