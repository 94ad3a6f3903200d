/** Bytes that are read, and behind them what scanners leave: one memory that WebAssembly sees, and whose size never changes. */
export class InputMemory {
  /** Where lines are put to be scanned. */
  readonly input: Uint8Array<ArrayBuffer>
  readonly memory: WebAssembly.Memory
  readonly pages: number
  #free: number

  private constructor(memory: WebAssembly.Memory, pages: number, inputBytes: number) {
    this.memory = memory
    this.pages = pages
    this.input = new Uint8Array(memory.buffer, 0, inputBytes)
    // Searches look at sixteen bytes at a time and end at a newline.
    new Uint8Array(memory.buffer, inputBytes, padding).fill(10)
    this.#free = inputBytes + padding
  }

  /** undefined where this Node has no WebAssembly (`--jitless`), no SIMD, or no room. */
  static make(inputBytes: number): InputMemory | undefined {
    const pages = Math.ceil((inputBytes + padding + resultBytes) / pageBytes)
    try {
      if (!WebAssembly.validate(usesVectors)) return undefined
      return new InputMemory(new WebAssembly.Memory({ initial: pages, maximum: pages }), pages, inputBytes)
    } catch {
      return undefined
    }
  }

  /** Takes so many bytes for good, all 0. @returns their address, a multiple of 16; undefined where none are left. */
  take(bytes: number): number | undefined {
    const address = this.#free
    const next = address + Math.ceil(bytes / 16) * 16
    if (next > this.pages * pageBytes) return undefined
    this.#free = next
    return address
  }
}

const pageBytes = 65_536
const padding = 64
/** For some twenty formats; pages that nobody writes to cost nothing. */
const resultBytes = 8 << 20

/** A module whose one function drops a vector. */
const usesVectors = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11)
