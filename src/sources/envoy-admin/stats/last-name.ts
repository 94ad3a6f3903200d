import type { NamedScope } from './collect-stats.ts'
import type { NameRecord } from './scope-names.ts'

/** Words of four bytes at any place of a buffer; the last buffer's are kept. */
export class WordView {
  #viewed: Uint8Array = new Uint8Array(0)
  #view = new DataView(this.#viewed.buffer)

  of(buffer: Uint8Array): DataView {
    if (buffer !== this.#viewed) {
      this.#viewed = buffer
      this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    }
    return this.#view
  }
}

/**
 * Whether `length` bytes of two views are the same; at least 4. Compares eight bytes at a time, from the end, where names differ: this is
 * most of the work for a line. Eight bytes are read as a double, which is exact save for the two zeros and NaN: where bytes make one of
 * those, as no text does, the answer is no.
 */
export function sameBytes(one: DataView, other: DataView, otherStart: number, length: number): boolean {
  let i = length - 8
  for (; i >= 0; i -= 8) {
    const word = one.getFloat64(i, true)
    if (word !== other.getFloat64(otherStart + i, true) || word === 0) return false
  }
  if (i <= -8) return true
  if (i <= -4 && length >= 8) return one.getInt32(0, true) === other.getInt32(otherStart, true)
  return sameWord(one, other, otherStart, Math.max(0, i + 4)) && sameWord(one, other, otherStart, 0)
}

function sameWord(one: DataView, other: DataView, otherStart: number, i: number): boolean {
  return one.getInt32(i, true) === other.getInt32(otherStart + i, true)
}

/** The name that was met last, byte by byte with its root (`cluster.orders`): on a page most lines have the name of the line before. */
export class LastName {
  bytes = new DataView(new ArrayBuffer(256))
  /** In bytes; 0 before the first name. */
  length = 0
  scope: NamedScope | undefined
  record: NameRecord | undefined
  readonly #words = new WordView()

  /** @param record undefined as long as nothing of the name is kept */
  remember(scope: NamedScope, record: NameRecord | undefined, buffer: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (length > this.bytes.byteLength) this.bytes = new DataView(new ArrayBuffer(length * 2))
    new Uint8Array(this.bytes.buffer).set(buffer.subarray(start, end))
    this.length = length
    this.scope = scope
    this.record = record
  }

  /** Whether the bytes at `start`..`end` are this name. */
  is(buffer: Uint8Array, start: number, end: number): boolean {
    const { length } = this
    return end - start === length && length >= 4 && sameBytes(this.bytes, this.#words.of(buffer), start, length)
  }
}
