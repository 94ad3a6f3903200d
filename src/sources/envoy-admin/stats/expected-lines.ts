import { ByteNames } from './byte-names.ts'
import type { NamedScope, StatsCollector } from './collect-stats.ts'
import { rootOfScope, startsWith } from './identify-stat.ts'
import { sameBytes, WordView, type LastName } from './last-name.ts'
import { hashEnding, type MetricEntry, type MetricIndex } from './metric-index.ts'
import { parseUnsigned } from './parse-value.ts'

const newline = 10, blank = 32, dot = 46, colon = 58

/** More different metrics than that are no repetition. */
const maxSteps = 4096
/** So many digits make a small integer, with which engines reckon fastest. */
const shortDigits = 9
/** After so many lines that belong nowhere the next one is not expected any more. */
const maxAside = 8
/** Shorter endings are not compared in words. */
const leastLength = 4

/** What to do with a metric behind any name of a scope. */
interface Step {
  scope: NamedScope
  /** The metric's bytes. */
  bytes: DataView
  length: number
  /** Where its value goes; both undefined for a metric that nobody reads. */
  named: MetricEntry | undefined
  eds: MetricEntry | undefined
  /** The metric that followed it when it was met last. */
  next: Step | undefined
}

/**
 * Foresees the lines of a page of text: one cluster has the metrics of the cluster before, in the same order. A line that has the last
 * name and the expected metric, byte by byte, and a number behind it needs neither to be searched for its end nor to be looked up.
 * Any other line is left to the reader, which tells what it was by `learn`.
 */
export class ExpectedLines {
  /** Lines that the last `take` took. */
  taken = 0
  readonly #last: LastName
  readonly #index: MetricIndex
  readonly #collector: StatsCollector
  readonly #words = new WordView()
  readonly #metrics = new ByteNames()
  /** By the metric's id; undefined for one whose meaning depends on the name before it. */
  readonly #steps: (Step | undefined)[] = []
  /** The step of the last line, if it had one. */
  #current: Step | undefined
  /** Names of the lines since then of which nothing was kept, so that it is not known yet where in them the metric begins. */
  readonly #aside: Uint8Array[] = []

  constructor(last: LastName, index: MetricIndex, collector: StatsCollector) {
    this.#last = last
    this.#index = index
    this.#collector = collector
  }

  /** Takes lines as long as they are the expected ones. The byte before `end` is a newline; `line` is the number of the first. @returns where it stopped */
  take(buffer: Uint8Array, start: number, end: number, line: number): number {
    this.taken = 0
    let step = this.#current?.next
    const { length, bytes, scope } = this.#last
    if (step === undefined) return start
    const view = this.#words.of(buffer)
    let at = start
    while (step !== undefined && step.scope === scope) {
      const metricStart = at + length + 1
      const nameEnd: number = metricStart + step.length
      // Name, `: `, a digit and the newline.
      if (nameEnd + 4 > end || buffer[nameEnd] !== colon || buffer[nameEnd + 1] !== blank || buffer[metricStart - 1] !== dot) break
      if (!sameBytes(step.bytes, view, metricStart, step.length) || !sameBytes(bytes, view, at, length)) break
      const valueStart = nameEnd + 2
      let valueEnd = valueStart
      let small = 0
      let digit = (buffer[valueEnd] as number) - 48
      while (digit >= 0 && digit <= 9 && valueEnd - valueStart < shortDigits) {
        small = small * 10 + digit
        digit = (buffer[++valueEnd] as number) - 48
      }
      while (digit >= 0 && digit <= 9) digit = (buffer[++valueEnd] as number) - 48
      if (valueEnd === valueStart || buffer[valueEnd] !== newline) break
      const value = valueEnd - valueStart <= shortDigits ? small : parseUnsigned(buffer, valueStart, valueEnd)
      if (value === undefined) break
      if ((step.named ?? step.eds) !== undefined && !this.#put(step, buffer, at, value, line + this.taken)) break
      this.taken++
      at = valueEnd + 1
      this.#current = step
      step = step.next
    }
    if (this.taken > 0) this.#aside.length = 0
    return at
  }

  /** False when the page has too many names for another one. */
  #put({ scope, named, eds }: Step, buffer: Uint8Array, start: number, value: number | bigint, line: number): boolean {
    const last = this.#last
    const record = last.record ??= this.#collector.find(scope, buffer, start + (rootOfScope(scope)?.length ?? 0), start + last.length)
    if (record === undefined) return false
    if (named !== undefined) this.#collector.putNamed(record, named, value, line)
    if (eds !== undefined) this.#collector.putEds(record, eds, value, line)
    return true
  }

  /** Notes the metric of a line `name: number` that was not expected: it is what follows the line before. */
  learn(buffer: Uint8Array, start: number, nameEnd: number): void {
    const step = this.#begin(this.#current?.next, buffer, start, nameEnd) ?? this.#stepOf(buffer, start, nameEnd)
    if (step === undefined) {
      if (this.#current === undefined) return
      this.#aside.push(Uint8Array.from(buffer.subarray(start, nameEnd)))
      if (this.#aside.length > maxAside) this.forget()
      return
    }
    for (const line of this.#aside.splice(0)) {
      const skipped = this.#stepOf(line, 0, line.length)
      if (skipped !== undefined) this.#follow(skipped)
    }
    this.#follow(step)
  }

  /** Nothing is known of the next line. */
  forget(): void {
    this.#current = undefined
    this.#aside.length = 0
  }

  #follow(step: Step): void {
    if (this.#current !== undefined) this.#current.next = step
    this.#current = step
  }

  /** The expected step if another name begins with it. */
  #begin(step: Step | undefined, buffer: Uint8Array, start: number, nameEnd: number): Step | undefined {
    if (step === undefined) return undefined
    const metricStart = nameEnd - step.length
    const root = rootOfScope(step.scope)
    if (root === undefined || metricStart - 1 <= start + root.length || buffer[metricStart - 1] !== dot) return undefined
    if (!startsWith(buffer, start, metricStart, root) || !sameBytes(step.bytes, this.#words.of(buffer), metricStart, step.length)) return undefined
    // The identifier knows the name already if the value was kept.
    if (!this.#last.is(buffer, start, metricStart - 1)) this.#last.remember(step.scope, undefined, buffer, start, metricStart - 1)
    return step
  }

  #stepOf(buffer: Uint8Array, start: number, nameEnd: number): Step | undefined {
    const { scope, length } = this.#last
    const metricStart = start + length + 1
    if (scope === undefined || nameEnd - metricStart < leastLength || buffer[metricStart - 1] !== dot || !this.#last.is(buffer, start, start + length)) return undefined
    const known = this.#metrics.find(buffer, metricStart, nameEnd)
    if (known === -1 && this.#steps.length >= maxSteps) return undefined
    const id = known === -1 ? this.#metrics.add(buffer, metricStart, nameEnd) : known
    const step = this.#steps[id]
    if (known !== -1 && (step === undefined || step.scope === scope)) return step
    return this.#steps[id] = makeStep(this.#index, scope, buffer.subarray(metricStart, nameEnd))
  }
}

/** The step of a metric whatever the name before it; undefined where the name decides, because another metric ends alike. */
function makeStep(index: MetricIndex, scope: NamedScope, metric: Uint8Array): Step | undefined {
  const bytes = new DataView(Uint8Array.from(metric).buffer)
  const step: Step = { scope, bytes, length: metric.length, named: undefined, eds: undefined, next: undefined }
  for (const entry of index.find(hashEnding(metric, 0, metric.length)) ?? []) {
    if (!endAlike(entry.bytes, metric)) continue
    if (entry.bytes.length !== metric.length) return undefined
    if (entry.scope === scope) step.named = entry
    else if (entry.scope === 'subscription') {
      if (scope !== 'cluster') return undefined
      step.eds = entry
    }
  }
  return step
}

/** Whether one is the ending of the other. */
function endAlike(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 1; i <= Math.min(one.length, other.length); i++) if (one[one.length - i] !== other[other.length - i]) return false
  return true
}
