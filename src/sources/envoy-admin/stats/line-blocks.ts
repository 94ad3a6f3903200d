const newline = 10

/** Longer lines are left out: no name or value of a proxy needs more, and what is held back must stay small. */
export const maxLineLength = 1 << 20

/** Takes whole lines; the byte before `end` is always a newline. The buffer is not the taker's to keep. */
export type TakeLines = (buffer: Buffer, start: number, end: number) => void

/** Cuts chunks into blocks of whole lines, holding back no more than one line. */
export class LineBlocks {
  readonly #take: TakeLines
  readonly #overlong: () => void
  #held = Buffer.alloc(8192)
  #length = 0
  #skipping = false

  /** `overlong` is called once for a line of more than `maxLineLength` bytes; such a line is then given as an empty one. */
  constructor(take: TakeLines, overlong: () => void) {
    this.#take = take
    this.#overlong = overlong
  }

  /** What came after the last newline. */
  get held(): Uint8Array {
    return this.#held.subarray(0, this.#length)
  }

  get unterminated(): boolean {
    return this.#length > 0 || this.#skipping
  }

  write(bytes: Uint8Array): void {
    // A Buffer finds a byte several times faster than its base class does.
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let start = 0
    if (this.#length > 0 || this.#skipping) {
      const first = chunk.indexOf(newline)
      if (first === -1) {
        this.#hold(chunk)
        return
      }
      this.#hold(chunk.subarray(0, first + 1))
      this.#flush()
      start = first + 1
    }
    const end = chunk.lastIndexOf(newline) + 1
    if (end > start) this.#take(chunk, start, end)
    if (Math.max(start, end) < chunk.length) this.#hold(chunk.subarray(Math.max(start, end)))
  }

  /** Gives the last line as if it had its newline. */
  end(): void {
    if (!this.unterminated) return
    this.#hold(Uint8Array.of(newline))
    this.#flush()
  }

  #flush(): void {
    const length = this.#length
    this.#length = 0
    if (this.#skipping) {
      this.#skipping = false
      this.#held[0] = newline
      this.#take(this.#held, 0, 1)
    } else if (length > 0) this.#take(this.#held, 0, length)
  }

  #hold(bytes: Uint8Array): void {
    if (this.#skipping) return
    if (this.#length + bytes.length > maxLineLength) {
      this.#skipping = true
      this.#length = 0
      this.#overlong()
      return
    }
    if (this.#length + bytes.length > this.#held.length) {
      const larger = Buffer.alloc(Math.max(this.#held.length * 2, this.#length + bytes.length))
      larger.set(this.#held.subarray(0, this.#length))
      this.#held = larger
    }
    this.#held.set(bytes, this.#length)
    this.#length += bytes.length
  }
}
