const zero = 48

/** Writes a value as the text formats have it, digits in place, and gives the offset behind it. At most `longestNumber` bytes. */
export function writeNumber(out: Buffer, at: number, value: number): number {
  if (value >= 0 && value <= 0xffff_ffff && Number.isInteger(value)) return writeWhole(out, at, value)
  return at + out.write(formatNumber(value), at, 'latin1')
}

/** `-1.7976931348623157e+308` has 24. */
export const longestNumber = 24

function writeWhole(out: Buffer, at: number, value: number): number {
  let rest = value >>> 0
  let length = 1
  for (let bound = 10; bound <= value && length < 10; bound *= 10) length++
  for (let i = at + length - 1; i >= at; i--) {
    const next = (rest / 10) >>> 0
    out[i] = zero + rest - next * 10
    rest = next
  }
  return at + length
}

/** `+Inf`, `-Inf`, `NaN`, and what JavaScript prints, which Go reads. Source: prometheus.io, exposition formats. */
export function formatNumber(value: number): string {
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  return String(value)
}
