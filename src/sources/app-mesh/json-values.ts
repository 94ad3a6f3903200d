/** A complete value in brackets out of a text of several, and the line on which it begins. */
export interface JsonText { text: string, line: number }

const quote = 0x22, backslash = 0x5c, newline = 0x0a, space = 0x20

/**
 * Cuts a stream of bytes into its JSON objects and arrays, by their brackets alone; strings may hold brackets. No more than one value is
 * held at a time. What stands between values is passed over.
 */
export class JsonValueSplitter {
  /** Where something that is no complete value begins after the last one; undefined where nothing does. */
  leftLine: number | undefined
  #parts: Uint8Array[] = []
  #depth = 0
  #line = 1
  #start = 1
  #isString = false
  #isEscaped = false

  /** @returns the values that end in this piece */
  write(piece: Uint8Array): JsonText[] {
    const values: JsonText[] = []
    let from = 0
    // Members of this in locals: the loop goes through every byte.
    let [line, depth, isString, isEscaped, leftLine] = [this.#line, this.#depth, this.#isString, this.#isEscaped, this.leftLine]
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] ?? 0
      if (byte <= space) {
        // No string of JSON holds a line's end; where one does, its line is still counted.
        if (byte === newline) line++
        if (isEscaped) isEscaped = false
      } else if (isString) {
        if (isEscaped) isEscaped = false
        else if (byte === quote) isString = false
        else if (byte === backslash) isEscaped = true
      }
      else if (byte === quote) {
        isString = true
        leftLine ??= line
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth++ === 0) {
          from = at
          this.#start = line
          leftLine ??= line
        }
      } else if (byte === 0x7d || byte === 0x5d) {
        leftLine ??= line
        if (depth > 0 && --depth === 0) {
          this.#parts.push(piece.subarray(from, at + 1))
          values.push({ text: this.#take(), line: this.#start })
          leftLine = undefined
        }
      } else if (depth === 0) leftLine ??= line
    }
    this.#line = line
    this.#depth = depth
    this.#isString = isString
    this.#isEscaped = isEscaped
    this.leftLine = leftLine
    // The reader may use its buffer again.
    if (depth > 0) this.#parts.push(piece.slice(from))
    return values
  }

  /** The beginning of a value that does not end; empty where there is none. */
  rest(): string {
    return this.#take()
  }

  #take(): string {
    // A character may lie in two parts.
    const bytes = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts)
    this.#parts = []
    return bytes === undefined ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  }
}
