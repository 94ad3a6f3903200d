import { Absent, isKnown, type Known } from '../../evidence/absent.ts'
import { Unknown, type Spec, type SpecValue } from '../../evidence/mesh/resource.ts'

/** A part of a spec: a value, nothing, or why it is not known. */
export type Given = SpecValue | Absent | undefined

/** Reading total: a value of another type than the API's is not known, never a throw. */
const oddForm = new Absent('supported form', 'the resource has another form here than the API')

/** What lies at a path of members. */
export function at(value: Given, ...path: readonly string[]): Given {
  let here = value
  for (const key of path) {
    const object = asObject(here)
    if (!isKnown(object)) return object
    if (object === undefined || !Object.hasOwn(object, key)) return undefined
    here = object[key]
  }
  return here ?? undefined
}

export function asObject(value: Given): Known<Spec | undefined> {
  const settled = settle(value)
  if (settled === undefined || settled instanceof Absent) return settled
  return typeof settled === 'object' && !isList(settled) ? settled : oddForm
}

/** A text; numbers count as theirs, for YAML turns some texts into them. */
export function asText(value: Given): Known<string | undefined> {
  const settled = settle(value)
  if (settled === undefined || settled instanceof Absent || typeof settled === 'string') return settled
  return typeof settled === 'number' || typeof settled === 'boolean' ? String(settled) : oddForm
}

/** A number; templates may write them as texts. */
export function asNumber(value: Given): Known<number | undefined> {
  const settled = settle(value)
  if (settled === undefined || settled instanceof Absent || typeof settled === 'number') return settled
  const number = typeof settled === 'string' && settled.trim() !== '' ? Number(settled) : NaN
  return Number.isNaN(number) ? oddForm : number
}

export function asBool(value: Given): Known<boolean | undefined> {
  const settled = settle(value)
  if (settled === undefined || settled instanceof Absent || typeof settled === 'boolean') return settled
  return settled === 'true' ? true : settled === 'false' ? false : oddForm
}

/** A list, empty where it is not there. */
export function asList<T>(value: Given, make: (item: SpecValue, index: number) => T): Known<readonly T[]> {
  const settled = settle(value)
  if (settled === undefined) return []
  if (settled instanceof Absent) return settled
  return isList(settled) ? settled.map(make) : oddForm
}

/** A list of texts or numbers; one item that is not known makes all of it so. */
export function asPlainList<T>(value: Given, read: (item: SpecValue) => Known<T | undefined>): Known<readonly T[]> {
  const items = asList(value, read)
  if (!isKnown(items)) return items
  const absent = items.find(item => item instanceof Absent)
  return absent instanceof Absent ? absent : items.filter((item): item is Exclude<typeof item, Absent | undefined> => item !== undefined && !(item instanceof Absent))
}

/** `{value, unit}` in seconds. */
export function asSeconds(value: Given): Known<number | undefined> {
  const amount = asNumber(at(value, 'value'))
  const unit = asText(at(value, 'unit'))
  if (!isKnown(amount) || amount === undefined) return amount
  if (!isKnown(unit)) return unit
  return unit === 'ms' ? amount / 1000 : amount
}

/** Of a union of the API the member that is there: the first of `keys`. */
export function variantOf(value: Given, keys: readonly string[]): Known<{ key: string, value: Given } | undefined> {
  const object = asObject(value)
  if (!isKnown(object) || object === undefined) return object
  const key = keys.find(name => object[name] !== undefined && object[name] !== null)
  return key === undefined ? undefined : { key, value: object[key] }
}

/** A function of a value that is known, and nothing where nothing is. */
export function map<T, U>(value: Known<T | undefined>, make: (value: T) => Known<U | undefined>): Known<U | undefined> {
  return value === undefined || value instanceof Absent ? value as Absent | undefined : make(value)
}

/** The value, or the default where the resource says nothing. */
export function orDefault<T>(value: Known<T | undefined>, fallback: T): Known<T> {
  return value === undefined ? fallback : value
}

/** Whether the resource says it. */
export function isSet(value: Known<unknown>): Known<boolean> {
  return value instanceof Absent ? value : value !== undefined
}

function settle(value: Given): Exclude<Given, null | Unknown> {
  if (value instanceof Unknown) return new Absent('mesh', `${value.expression}: ${value.reason}`)
  return value ?? undefined
}

function isList(value: SpecValue): value is readonly SpecValue[] {
  return Array.isArray(value)
}
