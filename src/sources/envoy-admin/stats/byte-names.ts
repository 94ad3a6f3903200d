const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** Probes after which a name goes to a Map, whose hash cannot be foreseen: made-up names must not make the table slow. */
const maxProbes = 24

/** Names kept once each, found by their bytes without making a string. */
export class ByteNames {
  /** By id. */
  readonly texts: string[] = []
  readonly #starts: number[] = [0]
  #bytes = Buffer.alloc(4096)
  #used = 0
  #slots = new Int32Array(256)
  #mask = 255
  readonly #crowded = new Map<string, number>()

  /** Bytes that the names take. */
  get size(): number {
    return this.#used
  }

  addText(text: string): number {
    const bytes = encoder.encode(text)
    return this.add(bytes, 0, bytes.length)
  }

  findText(text: string): number {
    const bytes = encoder.encode(text)
    return this.find(bytes, 0, bytes.length)
  }

  /** The id of a name, or -1. */
  find(buffer: Uint8Array, start: number, end: number): number {
    const slot = this.#seek(buffer, start, end)
    if (slot === -1) return this.#crowded.get(decoder.decode(buffer.subarray(start, end))) ?? -1
    return (this.#slots[slot] as number) - 1
  }

  /** The id of a name, which is added when it is new. Ids count from 0. */
  add(buffer: Uint8Array, start: number, end: number): number {
    const slot = this.#seek(buffer, start, end)
    if (slot === -1) {
      const text = decoder.decode(buffer.subarray(start, end))
      const known = this.#crowded.get(text)
      if (known !== undefined) return known
      const id = this.#append(buffer, start, end)
      this.#crowded.set(text, id)
      return id
    }
    const found = this.#slots[slot] as number
    if (found !== 0) return found - 1
    const id = this.#append(buffer, start, end)
    this.#slots[slot] = id + 1
    if (this.texts.length * 2 > this.#mask) this.#grow()
    return id
  }

  /** The slot of a name, or the free slot where it belongs; -1 when the table is crowded there. */
  #seek(buffer: Uint8Array, start: number, end: number): number {
    let slot = hashBytes(buffer, start, end) & this.#mask
    for (let probe = 0; probe < maxProbes; probe++) {
      const id = this.#slots[slot] as number
      if (id === 0 || this.#isName(id - 1, buffer, start, end)) return slot
      slot = (slot + 1) & this.#mask
    }
    return -1
  }

  #isName(id: number, buffer: Uint8Array, start: number, end: number): boolean {
    const from = this.#starts[id] as number
    const length = (this.#starts[id + 1] as number) - from
    if (length !== end - start) return false
    const bytes = this.#bytes
    for (let i = 0; i < length; i++) if (bytes[from + i] !== buffer[start + i]) return false
    return true
  }

  #append(buffer: Uint8Array, start: number, end: number): number {
    const length = end - start
    while (this.#used + length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + length))
      larger.set(this.#bytes.subarray(0, this.#used))
      this.#bytes = larger
    }
    this.#bytes.set(buffer.subarray(start, end), this.#used)
    this.texts.push(this.#bytes.toString('utf8', this.#used, this.#used + length))
    this.#used += length
    this.#starts.push(this.#used)
    return this.texts.length - 1
  }

  #grow(): void {
    this.#mask = this.#mask * 2 + 1
    this.#slots = new Int32Array(this.#mask + 1)
    for (let id = 0; id < this.texts.length; id++) {
      const from = this.#starts[id] as number
      const to = this.#starts[id + 1] as number
      const slot = this.#seek(this.#bytes, from, to)
      if (slot === -1) this.#crowded.set(this.texts[id] as string, id)
      else if (this.#slots[slot] === 0) this.#slots[slot] = id + 1
    }
  }
}

function hashBytes(buffer: Uint8Array, start: number, end: number): number {
  let hash = -2128831035
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (buffer[i] as number), 16777619)
  hash ^= hash >>> 15
  hash = Math.imul(hash, -2048144789)
  return hash ^ (hash >>> 13)
}
