/** Number of single-character edits between two texts, stopped at `limit`. */
export function editDistance(a: string, b: string, limit = 64): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** The candidate most like `name`, or undefined where none is alike (more than half of it differs). */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.ceil(name.length / 2) + 1
  for (const candidate of candidates) {
    const distance = editDistance(name, candidate, least)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

/** Marks what differs between two alike names: the second with its own part in `«»`. */
export function markDifference(reference: string, other: string): string {
  let start = 0
  while (start < reference.length && start < other.length && reference[start] === other[start]) start++
  let end = 0
  while (end < reference.length - start && end < other.length - start && reference.at(-1 - end) === other.at(-1 - end)) end++
  const differing = other.slice(start, other.length - end)
  return differing === '' ? other : `${other.slice(0, start)}«${differing}»${other.slice(other.length - end)}`
}
