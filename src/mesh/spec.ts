import { Unknown, type Spec, type SpecValue } from '../evidence/mesh/resource.ts'

/** Whether a value is an object of the specification: no list, no unknown. */
export function isSpec(value: SpecValue | undefined): value is Spec {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown)
}

export function isList(value: SpecValue | undefined): value is readonly SpecValue[] {
  return Array.isArray(value)
}

/** The value at a path of members, `undefined` where any part is missing; an Unknown on the way is the answer. */
export function at(value: SpecValue | undefined, ...path: readonly string[]): SpecValue | undefined {
  let here = value
  for (const key of path) {
    if (here instanceof Unknown) return here
    here = isSpec(here) && Object.hasOwn(here, key) ? here[key] : undefined
  }
  return here
}

/** Items of a list with their path (`listeners[0]`); none where the value is no list. */
export function itemsAt(value: SpecValue | undefined, path: string): { item: SpecValue, path: string }[] {
  return isList(value) ? value.map((item, index) => ({ item, path: `${path}[${index}]` })) : []
}

/** A text, or undefined for anything else (an unknown one too). */
export function textAt(value: SpecValue | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** A number; templates may write it as text, so `'8080'` is 8080. Undefined for anything else. */
export function numberAt(value: SpecValue | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  if (typeof found === 'number') return found
  return typeof found === 'string' && /^-?\d{1,15}$/.test(found) ? Number(found) : undefined
}

/** Whether something is known to stand at the path, be it a value that is not known itself. False where an outer value is unknown. */
export function isSet(value: SpecValue | undefined, ...path: readonly string[]): boolean {
  const outer = at(value, ...path.slice(0, -1))
  if (path.length > 0 && outer instanceof Unknown) return false
  const found = at(value, ...path)
  return found !== undefined && found !== null
}

/** Whether it is known that nothing stands at the path; the opposite of `isSet` only where every outer value is known. */
export function isMissing(value: SpecValue | undefined, ...path: readonly string[]): boolean {
  const found = at(value, ...path)
  return found === undefined || found === null
}

/** A Duration in milliseconds: `{value: 15, unit: s}`; undefined where it is incomplete or unknown. Source: API model, Duration. */
export function millisecondsAt(value: SpecValue | undefined, ...path: readonly string[]): number | undefined {
  const amount = numberAt(value, ...path, 'value')
  const unit = textAt(value, ...path, 'unit')
  if (amount === undefined || (unit !== 's' && unit !== 'ms')) return undefined
  return unit === 's' ? amount * 1000 : amount
}

/** A value as people read it in a message, cut to 80 characters. */
export function showValue(value: SpecValue | undefined): string {
  if (value === undefined) return ''
  if (value instanceof Unknown) return value.expression
  const text = JSON.stringify(value, (_key, item: unknown) => item instanceof Unknown ? item.expression : item)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** Paths at which a value is unknown, with the reason; bounded by `most`. */
export function listUnknown(value: SpecValue | undefined, path: string, most = 1000): { path: string, unknown: Unknown }[] {
  if (value instanceof Unknown) return [{ path, unknown: value }]
  const found: { path: string, unknown: Unknown }[] = []
  const children: [string, SpecValue][] = isList(value) ? value.map((item, i) => [`${path}[${i}]`, item]) : isSpec(value) ? Object.entries(value).map(([key, item]) => [`${path}.${key}`, item]) : []
  for (const [where, item] of children) {
    if (found.length >= most) break
    found.push(...listUnknown(item, where, most - found.length))
  }
  return found
}
