/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
/**
 * Gives equal byte strings equal small numbers, from 1 up; 0 stands for the empty string. When `limit` different strings are known,
 * every further one gets `overflow`. Strings are compared whole, four bytes at a time, so no two share a number by chance.
 */
export class ByteTable {
  readonly overflow: number
  /** Lookups that got `overflow`. */
  overflows = 0
  #slots = new Int32Array(256)
  #hashes = new Int32Array(128)
  #starts = new Int32Array(129)
  #bytes = new Uint8Array(4096)
  #view = new DataView(this.#bytes.buffer)
  #memory: Uint8Array = this.#bytes
  #memoryView: DataView = this.#view
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

  lookup(memory: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length <= 0) return 0
    if (memory !== this.#memory) this.#look(memory)
    const bytes = this.#memoryView
    const hash = hashOf(bytes, start, length)
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]!
      if (id === 0) return this.#insert(bytes, start, end, hash, slot)
      if (this.#hashes[id - 1] !== hash) continue
      const from = this.#starts[id - 1]!
      if (this.#starts[id]! - from === length && isSame(this.#view, from, bytes, start, length)) return id
    }
  }

  /** The text of a number; invalid UTF-8 shows as the replacement character. */
  text(id: number): string {
    const known = this.#texts[id]
    if (known !== undefined) return known
    if (id === this.overflow) return '(others)'
    const text = Buffer.from(this.#bytes.subarray(this.#starts[id - 1], this.#starts[id])).toString('utf8')
    while (this.#texts.length <= id) this.#texts.push(undefined)
    this.#texts[id] = text
    return text
  }

  lookupText(text: string): number {
    const bytes = new TextEncoder().encode(text)
    return this.lookup(bytes, 0, bytes.length)
  }

  #look(memory: Uint8Array): void {
    this.#memory = memory
    this.#memoryView = new DataView(memory.buffer, memory.byteOffset, memory.byteLength)
  }

  #insert(bytes: DataView, start: number, end: number, hash: number, slot: number): number {
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
      this.#view = new DataView(more.buffer)
    }
    this.#bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start), from)
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

/** Words of four bytes; the last one overlaps the one before, so that no loop over single bytes is left. */
function hashOf(bytes: DataView, start: number, length: number): number {
  let hash = length
  if (length >= 4) {
    const last = start + length - 4
    for (let at = start; at < last; at += 4) {
      hash = Math.imul(hash ^ bytes.getInt32(at, true), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ bytes.getInt32(last, true), 0x85ebca6b)
  } else {
    for (let at = start; at < start + length; at++) hash = Math.imul(hash ^ bytes.getUint8(at), 0x9e3779b1)
  }
  return hash ^ hash >>> 15
}

function isSame(known: DataView, from: number, bytes: DataView, start: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (known.getUint8(from + i) !== bytes.getUint8(start + i)) return false
    return true
  }
  const last = length - 4
  for (let i = 0; i < last; i += 4) if (known.getInt32(from + i, true) !== bytes.getInt32(start + i, true)) return false
  return known.getInt32(from + last, true) === bytes.getInt32(start + last, true)
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(array.length * 2)
  more.set(array)
  return more
}
