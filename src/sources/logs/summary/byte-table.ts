/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
/**
 * Gives equal byte strings equal small numbers, from 1 up; 0 stands for the empty string. When `limit` different strings are known,
 * every further one gets `overflow`. Strings are compared byte by byte, so no two share a number by chance.
 */
export class ByteTable {
  readonly overflow: number
  /** Lookups that got `overflow`. */
  overflows = 0
  #slots = new Int32Array(256)
  #hashes = new Int32Array(128)
  #starts = new Int32Array(129)
  #bytes = new Uint8Array(4096)
  #count = 0
  readonly #limit: number
  readonly #texts: (string | undefined)[] = ['']

  constructor(limit: number) {
    this.#limit = limit
    this.overflow = limit + 1
  }

  get size(): number {
    return this.#count
  }

  lookup(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length === 0) return 0
    let hash = length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
    hash ^= hash >>> 15
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (;;) {
      const id = this.#slots[slot]!
      if (id === 0) return this.#insert(bytes, start, end, hash, slot)
      if (this.#hashes[id - 1] === hash && this.#same(id, bytes, start, length)) return id
      slot = (slot + 1) & mask
    }
  }

  /** The text of a number; invalid UTF-8 shows as the replacement character. */
  text(id: number): string {
    if (id === this.overflow) return '(others)'
    const known = this.#texts[id]
    if (known !== undefined) return known
    const text = Buffer.from(this.#bytes.subarray(this.#starts[id - 1], this.#starts[id])).toString('utf8')
    this.#texts[id] = text
    return text
  }

  lookupText(text: string): number {
    const bytes = Buffer.from(text)
    return this.lookup(bytes, 0, bytes.length)
  }

  #same(id: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = this.#starts[id - 1]!
    if (this.#starts[id]! - from !== length) return false
    const known = this.#bytes
    for (let i = 0; i < length; i++) if (known[from + i] !== bytes[start + i]) return false
    return true
  }

  #insert(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    if (this.#count >= this.#limit) {
      this.overflows++
      return this.overflow
    }
    const id = ++this.#count
    if (id >= this.#hashes.length) {
      this.#hashes = grown(this.#hashes)
      this.#starts = grown(this.#starts)
    }
    const from = this.#starts[id - 1]!
    const to = from + end - start
    if (to > this.#bytes.length) {
      const more = new Uint8Array(Math.max(this.#bytes.length * 2, to))
      more.set(this.#bytes)
      this.#bytes = more
    }
    this.#bytes.set(bytes.subarray(start, end), from)
    this.#starts[id] = to
    this.#hashes[id - 1] = hash
    this.#slots[slot] = id
    if (id * 2 > this.#slots.length) this.#rehash()
    return id
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let id = 1; id <= this.#count; id++) {
      let slot = this.#hashes[id - 1]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id
    }
    this.#slots = slots
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(array.length * 2)
  more.set(array)
  return more
}
