/** A dump that has more different values than this gains little by sharing them. */
const most = 200_000

/** Keeps equal values once: a mesh repeats its limits, conditions and policies thousands of times. Shared values are never changed. */
export class SharedValues {
  readonly #texts = new Map<string, string>()
  readonly #numbers = new Map<string, readonly number[]>()
  readonly #values = new Map<string, unknown>()

  text(text: string): string {
    return share(this.#texts, text, text)
  }

  numbers(numbers: readonly number[]): readonly number[] {
    return share(this.#numbers, numbers.join(), numbers)
  }

  /** An object of texts and numbers, or undefined; `kind` keeps those of different types apart. */
  flat<T extends object | undefined>(kind: string, value: T): T {
    return value === undefined ? value : share(this.#values, flatKey(kind, value), value) as T
  }

  /** A list of objects of texts and numbers. */
  flats<T extends object>(kind: string, values: readonly T[]): readonly T[] {
    return share(this.#values, values.map(value => flatKey(kind, value)).join(';'), values) as readonly T[]
  }
}

function flatKey(kind: string, value: object): string {
  return `${kind} ${Object.values(value).join('\0')}`
}

function share<T>(known: Map<string, T>, key: string, value: T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size < most) known.set(key, value)
  return value
}
