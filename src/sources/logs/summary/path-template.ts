/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
/**
 * Writes a path without its query into `into`, and `*` for each segment that is likely an identifier: digits only, a UUID, or eight and
 * more characters of which some are digits and all are hexadecimal, or twenty and more with a digit. Paths of one route become one.
 * @returns the length written
 */
export function writePathTemplate(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let to = 0
  let at = start
  while (at < end && to < into.length - 1) {
    const byte = bytes[at]!
    if (byte === 63 || byte === 35) break
    if (byte === 47) {
      into[to++] = 47
      at++
      continue
    }
    let stop = at
    let digits = 0
    let hex = 0
    let dashes = 0
    for (; stop < end; stop++) {
      const c = bytes[stop]!
      if (c === 47 || c === 63 || c === 35) break
      if (c >= 48 && c <= 57) digits++
      else if (c >= 97 && c <= 102 || c >= 65 && c <= 70) hex++
      else if (c === 45) dashes++
    }
    const length = stop - at
    const isId = digits === length || (digits > 0 && length >= 8 && digits + hex + dashes === length) || (digits > 0 && length >= 20)
    if (isId) into[to++] = 42
    else for (; at < stop && to < into.length; at++) into[to++] = bytes[at]!
    at = stop
  }
  return to
}
