const maxUnsigned = 18446744073709551615n

/** Digits below this many always fit a double exactly. */
const safeDigits = 15

/**
 * An unsigned 64 bit number in decimal digits: a number up to 2^53 - 1, a bigint above.
 * undefined for anything else: a sign, a fraction, no digit, a value above 2^64 - 1.
 */
export function parseUnsigned(buffer: Uint8Array, start: number, end: number): number | bigint | undefined {
  if (start >= end) return undefined
  let value = 0
  for (let i = start; i < end; i++) {
    const digit = (buffer[i] as number) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  if (end - start <= safeDigits) return value
  return exact(BigInt(String.fromCharCode(...buffer.subarray(start, Math.min(end, start + 40)))), end - start)
}

function exact(value: bigint, digits: number): number | bigint | undefined {
  if (digits > 40 || value > maxUnsigned) return undefined
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

/** A whole number as a float may print it (`1e+06`, `12.0`), as other exporters do; undefined when it is not whole or not unsigned. */
export function wholeNumber(value: number): number | bigint | undefined {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 64) return undefined
  return value <= Number.MAX_SAFE_INTEGER ? value : BigInt(value)
}
