/** A dump that has more different values than this gains little by sharing them. */
const most = 200_000

/** Keeps equal values once: a mesh repeats its limits, conditions and policies thousands of times. Shared values are never changed. */
export class SharedValues {
  readonly #texts = new Map<string, string>()
  readonly #numbers = new Map<string, readonly number[]>()

  text(text: string): string {
    return share(this.#texts, text, text)
  }

  numbers(numbers: readonly number[]): readonly number[] {
    return share(this.#numbers, numbers.join(), numbers)
  }
}

function share<T>(known: Map<string, T>, key: string, value: T): T {
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size < most) known.set(key, value)
  return value
}

/** Keeps a value as long as the next ones are equal to it, which is how limits and policies of a mesh's clusters repeat. */
export class LastValue<T extends object> {
  #last: T | undefined

  of(value: T): T
  of(value: T | undefined): T | undefined
  of(value: T | undefined): T | undefined {
    if (value === undefined) return undefined
    if (this.#last === undefined || !isEqual(this.#last, value)) this.#last = value
    return this.#last
  }
}

/** Whether two values of plain data that were made by the same function are equal. */
function isEqual(one: object, other: object): boolean {
  const others = other as Record<string, unknown>
  for (const [key, value] of Object.entries(one)) {
    const same = typeof value === 'object' && value !== null ? isEqual(value as object, others[key] as object) : value === others[key]
    if (!same) return false
  }
  return true
}
