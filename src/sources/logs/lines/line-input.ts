import { InputMemory } from '../wasm/input-memory.ts'

/** Bytes after which a log is long enough for WebAssembly: compiling takes as long as JavaScript takes for some thousand lines. */
const shortLog = 1 << 20
/** What is read at once: it stays in the processor's cache until it is scanned. */
const pieceBytes = 256 * 1024

/** Holds what was read and not yet scanned: the beginning of a line, and behind it room for what comes next. */
export class LineInput {
  /** From its start, `length` bytes are in use. */
  bytes: Uint8Array = new Uint8Array(pieceBytes)
  length = 0
  /** The memory of `bytes`, once the log is long enough. */
  memory: InputMemory | undefined
  readonly #capacity: number
  #seen = 0
  #tried = false

  /** @param longestLine bytes of a line that are kept */
  constructor(longestLine: number) {
    this.#capacity = longestLine + 2 * pieceBytes
  }

  /** Where new bytes go; not empty while no more than the longest line is kept. */
  room(): Uint8Array {
    if (this.#seen > shortLog && !this.#tried) this.#enterMemory()
    if (this.length === this.bytes.length) this.#moveTo(new Uint8Array(Math.min(this.bytes.length * 2, this.#capacity)))
    return this.bytes.subarray(this.length, Math.min(this.bytes.length, this.length + pieceBytes))
  }

  /** The last newline of the `length` bytes that came into the room, which are in use now; -1 where they have none. */
  lastNewline(length: number): number {
    const from = this.length
    this.length += length
    this.#seen += length
    let at = this.length - 1
    while (at >= from && this.bytes[at] !== 10) at--
    return at < from ? -1 : at
  }

  /** Forgets what comes before `from`. */
  keep(from: number): void {
    if (from < this.length) this.bytes.copyWithin(0, from, this.length)
    this.length -= from
  }

  #enterMemory(): void {
    this.#tried = true
    this.memory = InputMemory.make(this.#capacity)
    if (this.memory !== undefined) this.#moveTo(this.memory.input)
  }

  #moveTo(bytes: Uint8Array): void {
    bytes.set(this.bytes.subarray(0, this.length))
    this.bytes = bytes
  }
}
