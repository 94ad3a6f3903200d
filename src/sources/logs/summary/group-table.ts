/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
/** Gives equal rows of small whole numbers equal ids, from 0 up; -1 for a new row when `limit` rows are known. */
export class GroupTable {
  readonly width: number
  #slots = new Int32Array(256)
  #rows: Int32Array
  #count = 0
  readonly #limit: number

  constructor(width: number, limit = Infinity) {
    this.width = width
    this.#limit = limit
    this.#rows = new Int32Array(128 * Math.max(1, width))
  }

  get size(): number {
    return this.#count
  }

  /** The id of the row that begins at `at`, or -1 where there is none yet. */
  lookup(rows: Int32Array, at = 0): number {
    return this.#slots[this.#slotOf(rows, at)]! - 1
  }

  /** The id of the row, new if need be. */
  find(rows: Int32Array, at = 0): number {
    const slot = this.#slotOf(rows, at)
    const id = this.#slots[slot]! - 1
    return id < 0 ? this.#insert(rows, at, slot) : id
  }

  has(rows: Int32Array, at = 0): boolean {
    return this.lookup(rows, at) >= 0
  }

  row(id: number): Int32Array {
    return this.#rows.subarray(id * this.width, (id + 1) * this.width)
  }

  #insert(rows: Int32Array, at: number, slot: number): number {
    if (this.#count >= this.#limit) return -1
    const id = this.#count++
    if ((id + 1) * this.width > this.#rows.length) {
      const more = new Int32Array(this.#rows.length * 2)
      more.set(this.#rows)
      this.#rows = more
    }
    for (let i = 0; i < this.width; i++) this.#rows[id * this.width + i] = rows[at + i]!
    this.#slots[slot] = id + 1
    if (this.#count * 2 > this.#slots.length) this.#rehash()
    return id
  }

  /** The slot that holds the row, or the free one where it belongs. */
  #slotOf(rows: Int32Array, at: number): number {
    const { width } = this
    const known = this.#rows
    const slots = this.#slots
    let hash = 0
    for (let i = 0; i < width; i++) hash = Math.imul(hash ^ rows[at + i]!, 0x9e3779b1) ^ (hash >>> 13)
    hash ^= hash >>> 16
    const mask = slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const from = (slots[slot]! - 1) * width
      if (slots[slot] === 0) return slot
      let i = 0
      while (i < width && known[from + i] === rows[at + i]) i++
      if (i === width) return slot
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let id = 0; id < this.#count; id++) this.#slots[this.#slotOf(this.#rows, id * this.width)] = id + 1
  }
}
