/** A longer line is none that the admin interface wrote. */
const longest = 64 * 1024

/** Cuts bytes into lines of latin1 text without their ends, in bounded memory: a line that is too long is left out and counted. */
export class LineSplitter {
  tooLong = 0
  #carry = ''
  #skipping = false
  readonly #onLine: (line: string) => void

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  write(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = 0
    for (let newline = bytes.indexOf(10, from); newline >= 0; newline = bytes.indexOf(10, from)) {
      if (this.#skipping) this.#skipping = false
      else this.#give(bytes, from, newline)
      from = newline + 1
    }
    if (this.#skipping) return
    if (this.#carry.length + bytes.length - from > longest) this.#skip()
    else this.#carry += bytes.toString('latin1', from)
  }

  end(): void {
    if (this.#carry !== '') this.#onLine(this.#carry.replace(/\r$/, ''))
    this.#carry = ''
  }

  #give(bytes: Buffer, from: number, newline: number): void {
    if (this.#carry.length + newline - from > longest) {
      this.tooLong++
      this.#carry = ''
      return
    }
    const line = this.#carry + bytes.toString('latin1', from, newline)
    this.#carry = ''
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  }

  #skip(): void {
    this.tooLong++
    this.#carry = ''
    this.#skipping = true
  }
}
