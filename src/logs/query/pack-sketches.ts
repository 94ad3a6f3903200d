/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here */
import type { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'

/** Sketches one behind the other: that of place i has the counts from `starts[i]` up to `starts[i + 1]`; none is empty. */
export interface SketchesState { starts: Int32Array, counts: Uint32Array, max: Float64Array }

export function packSketches(sketches: readonly (DurationSketch | undefined)[]): SketchesState {
  const starts = new Int32Array(sketches.length + 1)
  sketches.forEach((sketch, i) => { starts[i + 1] = starts[i]! + (sketch === undefined ? 0 : usedLength(sketch.counts)) })
  const counts = new Uint32Array(starts[sketches.length]!)
  const max = new Float64Array(sketches.length)
  sketches.forEach((sketch, i) => {
    if (sketch === undefined) return
    counts.set(sketch.counts.subarray(0, starts[i + 1]! - starts[i]!), starts[i])
    max[i] = sketch.max
  })
  return { starts, counts, max }
}

/** Adds the sketch of a place to another, which is asked for only if there is one. */
export function unpackSketch({ starts, counts, max }: SketchesState, place: number, into: () => DurationSketch): void {
  const [from = 0, to = 0] = [starts[place], starts[place + 1]]
  if (to > from) into().mergeCounts(counts.subarray(from, to), max[place] ?? 0)
}

function usedLength(counts: Uint32Array): number {
  let length = counts.length
  while (length > 0 && counts[length - 1] === 0) length--
  return length
}
