/** Bytes of a slot: what stays in the processor's cache until it is scanned. */
const slotBytes = 256 * 1024
const slots = 8

/** What a slot holds, when it is full: bytes; the end of all; or, as UTF-8, why there are no more. */
const full = { bytes: 1, end: 2, failure: 3 }
const empty = 0

/** Memory of two threads: one fills slots in turn, the other empties them in the same order. */
export interface SharedSlots { bytes: SharedArrayBuffer, states: Int32Array, lengths: Int32Array }

export function makeSlots(): SharedSlots {
  const list = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * slots))
  return { bytes: new SharedArrayBuffer(slots * slotBytes), states: list(), lengths: list() }
}

/** The side that fills, in a thread that may wait: it does while no slot is empty. */
export class SlotWriter {
  readonly #shared: SharedSlots
  readonly #bytes: Uint8Array
  #at = 0

  constructor(shared: SharedSlots) {
    this.#shared = shared
    this.#bytes = new Uint8Array(shared.bytes)
  }

  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; from += slotBytes) this.#fill(chunk.subarray(from, from + slotBytes), full.bytes)
  }

  end(failure: string | undefined): void {
    this.#fill(Buffer.from(failure ?? '').subarray(0, slotBytes), failure === undefined ? full.end : full.failure)
  }

  #fill(bytes: Uint8Array, state: number): void {
    const { states, lengths } = this.#shared
    const slot = this.#at++ % slots
    for (let seen = Atomics.load(states, slot); seen !== empty; seen = Atomics.load(states, slot)) Atomics.wait(states, slot, seen)
    this.#bytes.set(bytes, slot * slotBytes)
    lengths[slot] = bytes.length
    Atomics.store(states, slot, state)
    Atomics.notify(states, slot)
  }
}

/** The side that empties. */
export class SlotReader {
  readonly #shared: SharedSlots
  readonly #bytes: Uint8Array
  /** Why there are no more bytes, where that is not their end. */
  failure: string | undefined
  #at = 0
  #from = 0
  #stopped = false

  constructor(shared: SharedSlots) {
    this.#shared = shared
    this.#bytes = new Uint8Array(shared.bytes)
  }

  /** Ends waiting, now and later. */
  stop(): void {
    this.#stopped = true
    for (let slot = 0; slot < slots; slot++) Atomics.notify(this.#shared.states, slot)
  }

  /** Waits for bytes, without keeping the thread. @returns whether there are any */
  async hasMore(): Promise<boolean> {
    const { states, lengths } = this.#shared
    const slot = this.#at % slots
    while (!this.#stopped && Atomics.load(states, slot) === empty) await Atomics.waitAsync(states, slot, empty).value
    if (this.#stopped) return false
    const state = Atomics.load(states, slot)
    if (state === full.failure) this.failure = Buffer.from(this.#bytes.slice(slot * slotBytes, slot * slotBytes + (lengths[slot] ?? 0))).toString('utf8')
    return state === full.bytes
  }

  /** Copies bytes of the slot that is full. @returns how many */
  read(into: Uint8Array): number {
    const { states, lengths } = this.#shared
    const slot = this.#at % slots
    const length = Math.min(into.length, (lengths[slot] ?? 0) - this.#from)
    const start = slot * slotBytes + this.#from
    into.set(this.#bytes.subarray(start, start + length))
    this.#from += length
    if (this.#from === lengths[slot]) {
      this.#from = 0
      this.#at++
      Atomics.store(states, slot, empty)
      Atomics.notify(states, slot)
    }
    return length
  }
}
