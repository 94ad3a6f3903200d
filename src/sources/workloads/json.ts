export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object at a path; an empty one where there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): Json {
  const found = valueAt(value, ...path)
  return isObject(found) ? found : {}
}

/** The objects of a list at a path. */
export function objectsAt(value: unknown, ...path: readonly string[]): Json[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? found.filter(isObject) : []
}

/** The text at a path; undefined for anything else and for an empty one. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let here = value
  for (const key of path) here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined
  return here
}
