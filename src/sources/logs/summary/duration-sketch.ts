/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
const subBits = 6
const sub = 1 << subBits
const linear = sub * 2

/**
 * A mergeable histogram of milliseconds. Values below 128 are counted exactly; above, each power of two has 64 steps, so a quantile is
 * off by at most 1/128 of itself (0.8 %). Counts are exact, and merging loses nothing.
 */
export class DurationSketch {
  counts = new Uint32Array(32)
  count = 0
  max = 0

  add(milliseconds: number): void {
    const index = indexOf(milliseconds)
    if (index >= this.counts.length) this.#grow(index)
    this.counts[index]!++
    this.count++
    if (milliseconds > this.max) this.max = milliseconds
  }

  merge(other: DurationSketch): void {
    this.mergeCounts(other.counts, other.max)
  }

  /** @param counts those of another sketch */
  mergeCounts(counts: Uint32Array, max: number): void {
    if (counts.length > this.counts.length) this.#grow(counts.length - 1)
    for (let i = 0; i < counts.length; i++) {
      this.counts[i]! += counts[i]!
      this.count += counts[i]!
    }
    if (max > this.max) this.max = max
  }

  /** The nearest-rank quantile, as the middle of its step; NaN for none. @param share 0.99 for p99 */
  quantile(share: number): number {
    if (this.count === 0) return NaN
    const rank = Math.max(1, Math.ceil(share * this.count))
    let seen = 0
    for (let i = 0; i < this.counts.length; i++) {
      seen += this.counts[i]!
      if (seen >= rank) return Math.min(valueOf(i), this.max)
    }
    return this.max
  }

  #grow(index: number): void {
    const grown = new Uint32Array(Math.max(this.counts.length * 2, (index + 32) & ~31))
    grown.set(this.counts)
    this.counts = grown
  }
}

function indexOf(value: number): number {
  if (value < linear) return value < 0 ? 0 : value | 0
  const whole = value > 0xffff_ffff ? 0xffff_ffff : value
  const exponent = 31 - Math.clz32(whole)
  return ((exponent - subBits) << subBits) + ((whole >>> (exponent - subBits)))
}

function valueOf(index: number): number {
  if (index < linear) return index
  const shift = (index >> subBits) - 1
  const low = ((index & (sub - 1)) + sub) * 2 ** shift
  return low + (2 ** shift - 1) / 2
}
