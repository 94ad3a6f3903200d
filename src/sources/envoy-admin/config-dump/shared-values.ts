/** A dump that has more different values than this gains little by sharing them. */
const most = 200_000

/** Keeps equal values once: a mesh repeats its limits, conditions and policies thousands of times. Shared values are never changed. */
export class SharedValues {
  readonly #known = new Map<string, unknown>()

  of<T>(value: T): T {
    if (typeof value === 'string') return this.#share(value, value)
    return value === undefined ? value : this.#share(JSON.stringify(value), value)
  }

  #share<T>(key: string, value: T): T {
    const known = this.#known.get(key)
    if (known !== undefined) return known as T
    if (this.#known.size < most) this.#known.set(key, value)
    return value
  }
}
