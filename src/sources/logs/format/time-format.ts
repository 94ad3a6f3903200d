/** Reads a time out of bytes: milliseconds since the epoch, NaN where the bytes are no such time. */
export type TimeParser = (bytes: Uint8Array, start: number, end: number) => number

interface Parts { year: number, month: number, day: number, hour: number, minute: number, second: number, fraction: number, offset: number, epoch: number, pm: number, dayOfYear: number }

type Part = keyof Parts

type Unit =
  | { literal: number }
  | { part: Part, least: number, most: number, fraction?: boolean }
  | { names: readonly string[], part: Part | undefined }
  | { zone: true } | { zoneName: true } | { blank: true }

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthsLong = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const daysLong = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

const digits = (part: Part, least: number, most = least): Unit[] => [{ part, least, most }]

/** strftime's conversions that absl's FormatTime, and so Envoy, knows. */
const conversions: Readonly<Record<string, () => Unit[]>> = {
  Y: () => digits('year', 4), m: () => digits('month', 2), d: () => digits('day', 2), H: () => digits('hour', 2), M: () => digits('minute', 2),
  S: () => digits('second', 2), j: () => digits('dayOfYear', 3), s: () => digits('epoch', 1, 12), I: () => digits('hour', 2),
  y: () => [{ part: 'year', least: 2, most: 2 }],
  e: () => [{ blank: true }, ...digits('day', 1, 2)],
  f: () => [{ part: 'fraction', least: 1, most: 9, fraction: true }],
  b: () => [{ names: months, part: 'month' }], h: () => [{ names: months, part: 'month' }], B: () => [{ names: monthsLong, part: 'month' }],
  a: () => [{ names: days, part: undefined }], A: () => [{ names: daysLong, part: undefined }], p: () => [{ names: ['am', 'pm'], part: 'pm' }],
  z: () => [{ zone: true }], Z: () => [{ zoneName: true }],
  T: () => unitsOf('%H:%M:%S'), F: () => unitsOf('%Y-%m-%d'), D: () => unitsOf('%m/%d/%y'), R: () => unitsOf('%H:%M'),
  c: () => unitsOf('%a %b %e %H:%M:%S %Y'), n: () => [{ literal: 10 }], t: () => [{ literal: 9 }], '%': () => [{ literal: 37 }],
}

function unitsOf(format: string): Unit[] {
  const units: Unit[] = []
  const pattern = /%(?:E?(\d|\*)?([A-Za-z%])|(\d)f)/g
  let at = 0
  for (const match of format.matchAll(pattern)) {
    for (const byte of Buffer.from(format.slice(at, match.index))) units.push({ literal: byte })
    at = match.index + match[0].length
    const [, width, letter = ''] = match
    const make = conversions[letter]
    if (make === undefined) throw new RangeError(match[0])
    if (letter === 'f' && width !== undefined) {
      units.push({ part: 'fraction', least: Number(width), most: Number(width), fraction: true })
    } else {
      units.push(...make())
      if (letter === 'S' && width !== undefined) {
        const count = width === '*' ? 9 : Number(width)
        units.push({ literal: 46 }, { part: 'fraction', least: width === '*' ? 1 : count, most: count, fraction: true })
      }
    }
  }
  for (const byte of Buffer.from(format.slice(at))) units.push({ literal: byte })
  return units
}

/**
 * Compiles the argument of `%START_TIME(…)%`; undefined gives Envoy's default, ISO 8601 with milliseconds and `Z`.
 * A local time without an offset is taken for UTC.
 * @throws RangeError with the conversion that is not known.
 */
export function compileTimeFormat(format: string | undefined): TimeParser {
  return format === undefined || format === '' ? parseIsoTime : parserOf(unitsOf(format))
}

function parserOf(units: readonly Unit[]): TimeParser {
  return (bytes, start, end) => {
    const parts: Parts = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, fraction: 0, offset: 0, epoch: NaN, pm: 0, dayOfYear: 0 }
    let at = start
    for (const unit of units) {
      at = readUnit(unit, bytes, at, end, parts)
      if (at < 0) return NaN
    }
    return at === end ? toMilliseconds(parts) : NaN
  }
}

/** @returns the place after the unit, or -1 where the bytes do not agree with it. */
function readUnit(unit: Unit, bytes: Uint8Array, at: number, end: number, parts: Parts): number {
  if ('literal' in unit) return at < end && bytes[at] === unit.literal ? at + 1 : -1
  if ('blank' in unit) return at < end && bytes[at] === 32 ? at + 1 : at
  if ('names' in unit) {
    const text = Buffer.from(bytes.subarray(at, Math.min(end, at + 9))).toString('latin1').toLowerCase()
    const found = unit.names.findIndex(name => text.startsWith(name))
    if (found < 0) return -1
    if (unit.part !== undefined) parts[unit.part] = unit.part === 'month' ? found + 1 : found
    return at + (unit.names[found] ?? '').length
  }
  if ('zoneName' in unit) {
    let to = at
    while (to < end && isLetter(bytes[to] ?? 0)) to++
    return to > at ? to : -1
  }
  if ('zone' in unit) return readZone(bytes, at, end, parts)
  let value = 0
  let count = 0
  while (count < unit.most && at + count < end) {
    const digit = (bytes[at + count] ?? 0) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
    count++
  }
  if (count < unit.least) return -1
  if (unit.fraction === true) parts.fraction = value / 10 ** count
  else parts[unit.part] = unit.part === 'year' && unit.most === 2 ? value + (value < 70 ? 2000 : 1900) : value
  return at + count
}

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122

function readZone(bytes: Uint8Array, at: number, end: number, parts: Parts): number {
  if (bytes[at] === 90 && at < end) return at + 1
  const text = Buffer.from(bytes.subarray(at, Math.min(end, at + 6))).toString('latin1')
  const match = /^([+-])(\d\d):?(\d\d)/.exec(text)
  if (match === null) return -1
  parts.offset = (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
  return at + match[0].length
}

function toMilliseconds(parts: Parts): number {
  const fraction = Math.floor(parts.fraction * 1000 + 1e-6)
  if (!Number.isNaN(parts.epoch)) return parts.epoch * 1000 + fraction
  if (parts.month < 1 || parts.month > 12 || parts.day < 1 || parts.day > 31 || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return NaN
  const hour = parts.pm === 1 && parts.hour < 12 ? parts.hour + 12 : parts.hour
  const [month, day] = parts.dayOfYear > 0 ? [0, parts.dayOfYear] : [parts.month - 1, parts.day]
  return Date.UTC(parts.year, month, day, hour, parts.minute, parts.second, fraction) - parts.offset * 60_000
}

const isoParser = parserOf(unitsOf('%Y-%m-%dT%H:%M:%S'))

/** `2024-03-14T10:00:00.123Z`, with a fraction of any length or none, `Z` or an offset. */
export const parseIsoTime: TimeParser = (bytes, start, end) => {
  const whole = isoParser(bytes, start, start + 19)
  if (end - start < 20 || Number.isNaN(whole)) return NaN
  let at = start + 19
  let fraction = 0
  if (bytes[at] === 46 || bytes[at] === 44) {
    let scale = 100
    for (at++; at < end && isDigit(bytes[at]); at++) {
      fraction += Math.floor(((bytes[at] ?? 0) - 48) * scale)
      scale /= 10
    }
    if (bytes[at - 1] === 46) return NaN
  }
  const zone = { offset: 0 } as Parts
  return at < end && readZone(bytes, at, end, zone) === end ? whole + fraction - zone.offset * 60_000 : NaN
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57
