/** Chance that repeats: the same seed gives the same numbers (xorshift32 after a mix of the seed's bits). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = mix(seed) || 0x9e3779b9
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return Math.floor((state >>> 0) / 2 ** 32 * end)
  }

  /** One of a list that is not empty. */
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** Whether something with one chance in `many` happens. */
  once(many: number): boolean {
    return this.below(many) === 0
  }
}

/** A number for a text or bytes (FNV-1a), 32 bit. */
export function hash(text: string | Uint8Array, seed = 0): number {
  let state = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) {
    state ^= typeof text === 'string' ? text.charCodeAt(i) : text[i] as number
    state = Math.imul(state, 0x01000193)
  }
  return state >>> 0
}

function mix(seed: number): number {
  let state = seed | 0
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return state ^ (state >>> 16)
}
