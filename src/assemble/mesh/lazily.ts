const makers = Symbol('makers')
const made = Symbol('made')
const notYet = Symbol('not yet')

type Makers = Readonly<Record<string, () => unknown>>
type LazyClass = new (makers: Makers) => object

/** One class for each set of lazy members: a mesh has a hundred thousand records of a few forms. */
const classes = new Map<string, LazyClass>()

/**
 * A record some of whose members are computed when they are first read: resources refer to one another in circles, and most of what
 * they say is never asked for. A member is computed once, so that it is the same object each time.
 */
export function lazily<T extends object, L extends object>(plain: T, lazy: { readonly [K in keyof L]: () => L[K] }): T & L {
  const keys = Object.keys(lazy)
  const name = keys.join()
  const known = classes.get(name)
  const Lazy = known ?? defineClass(keys)
  if (known === undefined) classes.set(name, Lazy)
  return Object.assign(new Lazy(lazy as Makers), plain) as T & L
}

/** What was computed stands in an array beside the makers: a property defined on each record would cost more than most of what it holds. */
function defineClass(keys: readonly string[]): LazyClass {
  const Lazy = class {
    readonly [makers]: Makers;
    [made]: unknown[] | undefined
    constructor(given: Makers) {
      this[makers] = given
      this[made] = undefined
    }
  }
  for (const [index, key] of keys.entries()) {
    Object.defineProperty(Lazy.prototype, key, {
      enumerable: true,
      get(this: InstanceType<typeof Lazy>) {
        const values = this[made] ??= new Array<unknown>(keys.length).fill(notYet)
        if (values[index] === notYet) values[index] = this[makers][key]?.()
        return values[index]
      },
    })
  }
  return Lazy
}
