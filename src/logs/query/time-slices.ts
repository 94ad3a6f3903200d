import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'

/** What happened in one slice of time. */
export interface Slice { requests: number, errors: number, durations: DurationSketch | undefined }

/** Slices by their number, as plain data; `width` in milliseconds. */
export interface SlicesState { width: number, slices: readonly { index: number, requests: number, errors: number, durations: Pick<DurationSketch, 'counts' | 'max'> | undefined }[] }

/** Each divides the next, so that finer slices can be joined. Milliseconds: 1 s, 10 s, 1 min, 10 min, 1 h, 1 day. */
const widths = [1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000]
const mostSlices = 4_096

/** Counts over time whose width is found while reading: slices are joined to wider ones when there are too many. */
export class TimeSlices {
  readonly #fixed: boolean
  #width: number
  #slices = new Map<number, Slice>()
  #last: Slice | undefined
  #lastIndex = NaN

  /** @param width milliseconds, or undefined for what fits; a given width also keeps durations, and may still be widened */
  constructor(width: number | undefined) {
    this.#fixed = width !== undefined
    this.#width = width ?? widths[0] ?? 1_000
  }

  /** Milliseconds of one slice. */
  get width(): number {
    return this.#width
  }

  add(time: number, error: boolean, duration: number): void {
    const index = Math.floor(time / this.#width)
    const slice = index === this.#lastIndex && this.#last !== undefined ? this.#last : this.#enter(index)
    slice.requests++
    if (error) slice.errors++
    if (duration >= 0) slice.durations?.add(duration)
  }

  /** Slices by their start (milliseconds), joined to at most `most`; gaps are left out. A given width stays as it is. */
  list(most: number): { width: number, slices: readonly (Slice & { at: number })[] } {
    const indices = [...this.#slices.keys()]
    const span = indices.length === 0 ? 0 : indices.reduce((a, b) => Math.max(a, b)) - indices.reduce((a, b) => Math.min(a, b)) + 1
    const factor = this.#fixed ? 1 : niceFactor(span / most, this.#width)
    const joined = joinSlices(this.#slices, factor)
    const width = this.#width * factor
    return { width, slices: [...joined].sort(([a], [b]) => a - b).map(([index, slice]) => ({ at: index * width, ...slice })) }
  }

  /** Plain data that can go from one thread to another. */
  state(): SlicesState {
    return { width: this.#width, slices: Array.from(this.#slices, ([index, { requests, errors, durations }]) => ({ index, requests, errors, durations: durations === undefined ? undefined : { counts: durations.counts, max: durations.max } })) }
  }

  /** Adds what another count of the same request found. */
  merge({ width, slices }: SlicesState): void {
    if (width > this.#width) this.#widen(width)
    for (const { index, requests, errors, durations } of slices) {
      const slice = this.#enter(Math.floor(index * width / this.#width))
      slice.requests += requests
      slice.errors += errors
      if (durations !== undefined) slice.durations?.mergeCounts(durations.counts, durations.max)
    }
  }

  #widen(width: number): void {
    this.#slices = joinSlices(this.#slices, width / this.#width)
    this.#width = width
    this.#lastIndex = NaN
  }

  #enter(index: number): Slice {
    let slice = this.#slices.get(index)
    if (slice === undefined) {
      slice = emptySlice(this.#fixed)
      this.#slices.set(index, slice)
      if (this.#slices.size > mostSlices) {
        const wider = this.#fixed ? this.#width * 2 : widths.find(width => width > this.#width) ?? this.#width * 2
        const factor = wider / this.#width
        this.#widen(wider)
        return this.#enter(Math.floor(index / factor))
      }
    }
    this.#last = slice
    this.#lastIndex = index
    return slice
  }
}

const emptySlice = (durations: boolean): Slice => ({ requests: 0, errors: 0, durations: durations ? new DurationSketch() : undefined })

function joinSlices(slices: ReadonlyMap<number, Slice>, factor: number): Map<number, Slice> {
  const joined = new Map<number, Slice>()
  for (const [index, slice] of slices) {
    const at = Math.floor(index / factor)
    const into = joined.get(at) ?? emptySlice(slice.durations !== undefined)
    into.requests += slice.requests
    into.errors += slice.errors
    if (slice.durations !== undefined) into.durations?.merge(slice.durations)
    joined.set(at, into)
  }
  return joined
}

/** Widths that people read easily, in seconds. */
const nice = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 1_728_000, 4_320_000, 8_640_000]

function niceFactor(least: number, width: number): number {
  const found = nice.map(seconds => seconds * 1000 / width).find(factor => Number.isInteger(factor) && factor >= least)
  return found ?? Math.max(1, Math.ceil(least))
}
