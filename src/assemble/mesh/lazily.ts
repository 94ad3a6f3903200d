/**
 * A record some of whose members are computed when they are first read: resources refer to one another in circles, and most of what
 * they say is never asked for. A member is computed once, so that it is the same object each time.
 */
export function lazily<T extends object, L extends object>(plain: T, lazy: { readonly [K in keyof L]: () => L[K] }): T & L {
  const record = { ...plain } as T & L
  for (const key of Object.keys(lazy) as (keyof L & string)[]) {
    let kept: { value: unknown } | undefined
    Object.defineProperty(record, key, { enumerable: true, get: () => (kept ??= { value: lazy[key]() }).value })
  }
  return record
}
