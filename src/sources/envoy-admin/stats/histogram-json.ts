import { accumulateBuckets, bucketQuantile } from './bucket-quantiles.ts'
import type { Quantiles } from './identify-stat.ts'

/** More buckets or quantiles than Envoy can have are not kept. */
const most = 1000

/**
 * Gathers one histogram after the other from the part under `histograms`, whatever the variant:
 * `computed_quantiles[].values[]` with `supported_quantiles`, `details[].percentiles[]` with `supported_percentiles`, or `[].buckets[]`,
 * cumulative or disjoint. What is read is always the histogram's whole life, the key `cumulative`.
 */
export class HistogramJson {
  readonly #take: (name: string, quantiles: Quantiles) => void
  /** Percentages, in the order of the values. */
  readonly #supported: number[] = []
  #name: string | undefined
  #depth = 0
  #bounds: number[] = []
  #values: number[] = []
  #hasBuckets = false

  constructor(take: (name: string, quantiles: Quantiles) => void) {
    this.#take = take
  }

  open(depth: number): void {
    if (this.#name === undefined) this.#depth = depth
  }

  /** The name of the histogram whose object is `depth` deep. */
  name(name: string, depth: number): void {
    this.#name = name
    this.#depth = depth
  }

  /** A number under `key` of an object, or of an array whose own key is `owner`; NaN where the text says null. */
  number(key: string, owner: string, value: number): void {
    if (owner === 'supported_quantiles' || owner === 'supported_percentiles') {
      if (this.#supported.length < most) this.#supported.push(value)
    } else if (key === 'upper_bound') {
      this.#hasBuckets = true
      if (this.#bounds.length < most) this.#bounds.push(value)
    } else if (key === 'cumulative' && this.#values.length < most) this.#values.push(value)
  }

  close(depth: number): void {
    if (this.#name === undefined || depth !== this.#depth) return
    const values = this.#values
    const quantile = (percent: number): number | undefined => {
      if (this.#hasBuckets) return bucketQuantile(this.#bounds, accumulateBuckets(values), percent / 100)
      const value = values[this.#supported.indexOf(percent)]
      return value !== undefined && Number.isFinite(value) ? value : undefined
    }
    this.#take(this.#name, { p50: quantile(50), p99: quantile(99) })
    this.#name = undefined
    this.#bounds = []
    this.#values = []
    this.#hasBuckets = false
  }
}
