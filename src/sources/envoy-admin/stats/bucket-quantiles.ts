/** The value below which `share` of the observations lie, between the bounds of the bucket it falls into; undefined without any. */
export function bucketQuantile(bounds: readonly number[], counts: readonly number[], share: number): number | undefined {
  const total = counts.at(-1) ?? 0
  if (total <= 0) return undefined
  const rank = share * total
  const bucket = counts.findIndex(count => count >= rank)
  const upper = bounds[bucket] ?? Infinity
  const lower = bucket === 0 ? 0 : bounds[bucket - 1] ?? 0
  if (!Number.isFinite(upper)) return Number.isFinite(lower) ? lower : undefined
  const before = bucket === 0 ? 0 : counts[bucket - 1] ?? 0
  const inside = (counts[bucket] ?? 0) - before
  return inside <= 0 ? upper : lower + (upper - lower) * (rank - before) / inside
}

/** Disjoint buckets added up. Counts that never fall are taken as added up already. */
export function accumulateBuckets(counts: readonly number[]): readonly number[] {
  if (counts.every((count, i) => i === 0 || count >= (counts[i - 1] ?? 0))) return counts
  let sum = 0
  return counts.map(count => sum += count)
}
