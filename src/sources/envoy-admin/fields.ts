/**
 * Reading of JSON whose shape nobody has checked: each function gives the value when it has the wanted type, else nothing.
 * Fields are named as Envoy's proto3 JSON prints them.
 */
export type Fields = Readonly<Record<string, unknown>>

const none: Fields = Object.freeze({})

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or one without any field. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : none
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value as readonly unknown[] : []
}

/** The objects of a list. */
export function records(value: unknown): readonly Fields[] {
  const items = list(value)
  // Envoy's lists hold objects alone: the list itself will do.
  for (const item of items) if (!isFields(item)) return items.filter(isFields)
  return items as readonly Fields[]
}

/** A string that is not empty: proto3 leaves empty ones out. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function texts(value: unknown): readonly string[] {
  return list(value).filter(item => typeof item === 'string')
}

/** A number; 64-bit ones are printed as strings. Undefined for what is none: `1e999`, blanks, which JavaScript reads as 0. */
export function number(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined
  const read = Number(value)
  return Number.isFinite(read) ? read : undefined
}

/** Seconds of a Duration, which proto3 JSON prints as `0.250s`. */
export function seconds(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/\ds$/.test(value)) return undefined
  const read = Number(value.slice(0, -1))
  return Number.isFinite(read) ? read : undefined
}

/** Milliseconds since the epoch of a Timestamp, which proto3 JSON prints as RFC 3339. */
export function milliseconds(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const read = Date.parse(value)
  return Number.isNaN(read) ? undefined : read
}

export function date(value: unknown): Date | undefined {
  const read = milliseconds(value)
  return read === undefined ? undefined : new Date(read)
}

/** Types that were seen: a dump repeats a few of them in every element. */
const suffixes = new Map<string, string>()

/** `type.googleapis.com/envoy.admin.v3.ClustersConfigDump.DynamicCluster` -> `ClustersConfigDump.DynamicCluster`. */
export function typeSuffix(value: unknown): string | undefined {
  const type = text(value)
  if (type === undefined) return undefined
  const known = suffixes.get(type)
  if (known !== undefined) return known
  const suffix = /[A-Z][A-Za-z0-9_]*(?:\.[A-Z][A-Za-z0-9_]*)*$/.exec(type)?.[0] ?? type
  if (suffixes.size < 1000 && type.length < 200) suffixes.set(type, suffix)
  return suffix
}
