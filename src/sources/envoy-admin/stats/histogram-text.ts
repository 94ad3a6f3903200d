import { accumulateBuckets, bucketQuantile } from './bucket-quantiles.ts'
import type { Quantiles } from './identify-stat.ts'

/** More buckets than Envoy can have are not read. */
const most = 1000

/**
 * The quantiles of a histogram as the text form prints it: `P0(nan,1) P25(…)` or, in buckets, `B0.5(0,0) B1(0,1)`.
 * The second number of a pair is that of the histogram's whole life.
 */
export function readHistogramText(text: string): Quantiles {
  const bounds: number[] = []
  const values: number[] = []
  for (const part of text.split(' ', most)) {
    const [, bound, value] = /^[PB]([\d.e+]+)\([^,]*,([\d.e+]+)\)$/.exec(part) ?? []
    if (bound === undefined) continue
    bounds.push(Number(bound))
    values.push(Number(value))
  }
  if (text.startsWith('B')) {
    const counts = accumulateBuckets(values)
    return { p50: bucketQuantile(bounds, counts, 0.5), p99: bucketQuantile(bounds, counts, 0.99) }
  }
  return { p50: values[bounds.indexOf(50)], p99: values[bounds.indexOf(99)] }
}
