/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { DurationSketch } from './duration-sketch.ts'

/** Counts of one group in one slice of time. */
export class Share {
  count = 0
  near15s = 0
  near300s = 0
  delayed = 0
  /** Milliseconds, of the delayed ones together. */
  delay = 0
  readonly sketch = new DurationSketch()

  add(duration: number, delay: number): void {
    this.count++
    if (delay > 0) {
      this.delayed++
      this.delay += delay
    }
    if (duration < 0) return
    this.sketch.add(duration)
    if (duration >= 14_900 && duration <= 15_500) this.near15s++
    else if (duration >= 299_000 && duration <= 301_000) this.near300s++
  }

  merge(other: Share): void {
    this.count += other.count
    this.near15s += other.near15s
    this.near300s += other.near300s
    this.delayed += other.delayed
    this.delay += other.delay
    this.sketch.merge(other.sketch)
  }
}

/** Requests that are written down one by one before they are added up: 512 KiB of a slice. */
const mostWaiting = 65_536
const firstWaiting = 256

/**
 * Requests of one slice of time, by the number of their group. In a short slice most groups have a request or two, and a sketch for each
 * would cost more than the request: so requests wait in a list until there are many.
 */
export class TallySlice {
  readonly #shares: (Share | undefined)[] = []
  #groups = new Int32Array(0)
  #durations = new Int32Array(0)
  #delays = new Int32Array(0)
  #waiting = 0

  /**
   * @param duration milliseconds, below 0 where it is not known; 24 days and more are one
   * @param delay milliseconds that count as a delay, else 0
   */
  add(group: number, duration: number, delay: number): void {
    if (this.#waiting === this.#groups.length) this.#makeRoom()
    this.#groups[this.#waiting] = group
    this.#delays[this.#waiting] = delay
    this.#durations[this.#waiting++] = duration > 0x7fff_ffff ? 0x7fff_ffff : duration
  }

  /** @param numbers of its groups here, by their numbers there; the same where there is none */
  merge(other: TallySlice, numbers?: readonly number[]): void {
    other.#shares.forEach((share, group) => { if (share !== undefined) this.#shareOf(numbers?.[group] ?? group).merge(share) })
    for (let i = 0; i < other.#waiting; i++) {
      const group = other.#groups[i]!
      this.add(numbers?.[group] ?? group, other.#durations[i]!, other.#delays[i]!)
    }
  }

  /** By the number of their group. */
  shares(): readonly (Share | undefined)[] {
    this.#addUp()
    return this.#shares
  }

  #makeRoom(): void {
    if (this.#waiting >= mostWaiting) return this.#addUp()
    const length = Math.max(firstWaiting, this.#waiting * 2)
    const groups = new Int32Array(length)
    const durations = new Int32Array(length)
    groups.set(this.#groups)
    const delays = new Int32Array(length)
    durations.set(this.#durations)
    delays.set(this.#delays)
    this.#delays = delays
    this.#groups = groups
    this.#durations = durations
  }

  #addUp(): void {
    for (let i = 0; i < this.#waiting; i++) this.#shareOf(this.#groups[i]!).add(this.#durations[i]!, this.#delays[i]!)
    this.#waiting = 0
  }

  #shareOf(group: number): Share {
    while (this.#shares.length <= group) this.#shares.push(undefined)
    return this.#shares[group] ??= new Share()
  }
}
