import { startsWith, type StatIdentifier } from './identify-stat.ts'
import type { StatsCollector } from './collect-stats.ts'
import { ExpectedLines } from './expected-lines.ts'
import { readHistogramText } from './histogram-text.ts'
import { hashEnding, needsQuantiles, type MetricEntry, type MetricIndex } from './metric-index.ts'
import { parseUnsigned } from './parse-value.ts'
import type { ProblemList } from './problem-list.ts'

const newline = 10, carriageReturn = 13, blank = 32, quote = 34, dot = 46, colon = 58, closing = 41
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const quantiles = bytesOf('P0('), firstBucket = 66
const detail = bytesOf('  '), summary = bytesOf('  summary=')
const emptyHistogram = bytesOf('No recorded values')
const cluster = bytesOf('cluster.'), server = bytesOf('server.'), manager = bytesOf('cluster_manager.')
const decoder = new TextDecoder()

/** What a line's value is, by how it begins. */
type Shape = 'number' | 'text' | 'histogram' | 'odd'

/** A name alone in its line: that of a detailed histogram, if indented lines follow. */
interface Begun { name: Uint8Array, line: number, isHistogram?: boolean }

/**
 * Reads Envoy's own text form, `name: value` a line (Envoy docs: operations/admin, GET /stats). Only lines whose metric is in the
 * index make a string; the others cost one pass over their bytes.
 */
export class TextReader {
  /** The line that is read next, from 1. */
  line = 1
  /** Whether the families that every page has were seen. */
  #sawAll = false
  #begun: Begun | undefined
  readonly #index: MetricIndex
  readonly #collector: StatsCollector
  readonly #identifier: StatIdentifier
  readonly #problems: ProblemList
  readonly #expected: ExpectedLines

  constructor(index: MetricIndex, collector: StatsCollector, identifier: StatIdentifier, problems: ProblemList) {
    this.#index = index
    this.#collector = collector
    this.#identifier = identifier
    this.#problems = problems
    this.#expected = new ExpectedLines(identifier.last, index, collector)
  }

  /** Whole lines; the last byte is a newline. */
  read(buffer: Buffer, start: number, end: number): void {
    let i = start
    while (i < end) {
      if (this.#begun === undefined) {
        i = this.#takeExpected(buffer, i, end)
        if (i === end) return
      }
      const lineEnd = buffer.indexOf(newline, i)
      if (lineEnd > i) this.#takeLine(buffer, i, lineEnd)
      i = lineEnd + 1
      this.line++
    }
  }

  #takeExpected(buffer: Buffer, start: number, end: number): number {
    const expected = this.#expected
    const at = expected.take(buffer, start, end, this.line)
    this.line += expected.taken
    this.#collector.scalars += expected.taken
    return at
  }

  /** Backwards from the end: digits, `: `, and the name's ending, which says whether the line is wanted. */
  #takeLine(buffer: Buffer, start: number, end: number): void {
    if (this.#begun !== undefined && this.#continue(this.#begun, buffer, start, end)) return
    const valueStart = digitsBefore(buffer, start, end)
    const nameEnd = valueStart - 2
    if (valueStart === end || nameEnd <= start || buffer[nameEnd] !== colon || buffer[nameEnd + 1] !== blank) {
      this.#expected.forget()
      this.#takeOther(buffer, start, end)
      return
    }
    this.#collector.scalars++
    const entries = this.#index.find(hashEnding(buffer, start, nameEnd))
    if (entries !== undefined) this.#takeNumber(entries, buffer, start, nameEnd, valueStart, end)
    if (!this.#sawAll) this.#noteFamily(buffer, start, nameEnd)
    this.#expected.learn(buffer, start, nameEnd)
  }

  #takeNumber(entries: readonly MetricEntry[], buffer: Uint8Array, start: number, nameEnd: number, valueStart: number, end: number): void {
    const value = parseUnsigned(buffer, valueStart, end)
    if (value === undefined) this.#problems.addLine(this.line, 'value beyond 64 bits', buffer, start, end)
    else this.#identifier.take(entries, buffer, start, nameEnd, value, this.line)
  }

  /** Everything that is not `name: digits`. */
  #takeOther(buffer: Buffer, start: number, lineEnd: number): void {
    let end = lineEnd
    while (end > start && (buffer[end - 1] === carriageReturn || buffer[end - 1] === blank)) end--
    if (end === start) return
    if (buffer[end - 1] === colon) {
      this.#begun = { name: Uint8Array.prototype.slice.call(buffer, start, end - 1), line: this.line }
      return
    }
    let nameEnd = nextSeparator(buffer, start, end)
    if (nameEnd === -1) {
      this.#problems.addLine(this.line, 'not a line of /stats', buffer, start, end)
      return
    }
    // Envoy replaces `:` in names; where one stands all the same, the name goes on until a value follows.
    let shape = shapeOf(buffer, nameEnd + 2, end)
    for (let next = nameEnd; shape === 'odd'; shape = shapeOf(buffer, next + 2, end)) {
      next = nextSeparator(buffer, next + 2, end)
      if (next === -1) {
        this.#problems.addLine(this.line, "not a statistic's value", buffer, start, end)
        return
      }
      nameEnd = next
    }
    this.#takeShape(shape, buffer, start, nameEnd, end)
  }

  /** Lines behind the name of a detailed histogram are indented; anything else shows that the line before lacked its value. */
  #continue(begun: Begun, buffer: Uint8Array, start: number, end: number): boolean {
    if (!startsWith(buffer, start, end, detail)) {
      this.#leave(begun)
      return false
    }
    begun.isHistogram = true
    if (startsWith(buffer, start, end, summary)) {
      const { name } = begun
      const entries = this.#index.find(hashEnding(name, 0, name.length))?.filter(entry => needsQuantiles(entry)) ?? []
      const values = readHistogramText(decoder.decode(buffer.subarray(start + summary.length, end)).trimEnd())
      if (entries.length > 0) this.#identifier.take(entries, name, 0, name.length, values, this.line)
    }
    return true
  }

  #leave({ name, line, isHistogram }: Begun): void {
    this.#begun = undefined
    if (isHistogram !== true) this.#problems.addLine(line, 'a statistic without a value', name, 0, name.length)
  }

  end(): void {
    if (this.#begun !== undefined) this.#leave(this.#begun)
  }

  #takeShape(shape: Shape, buffer: Uint8Array, start: number, nameEnd: number, end: number): void {
    const valueStart = nameEnd + 2
    const entries = this.#index.find(hashEnding(buffer, start, nameEnd))
    if (shape === 'number') {
      this.#collector.scalars++
      this.#noteFamily(buffer, start, nameEnd)
      if (entries !== undefined) this.#takeNumber(entries, buffer, start, nameEnd, valueStart, end)
    } else if (entries !== undefined) {
      const takers = entries.filter(entry => shape === 'text' ? entry.needed || entry.marksEds : needsQuantiles(entry))
      if (takers.length === 0) return
      const value = shape === 'text' ? decoder.decode(buffer.subarray(valueStart + 1, end - 1)) : readHistogramText(decoder.decode(buffer.subarray(valueStart, end)))
      this.#identifier.take(takers, buffer, start, nameEnd, value, this.line)
    }
  }

  #noteFamily(buffer: Uint8Array, start: number, end: number): void {
    const collector = this.#collector
    // Not a cluster's, which most are.
    if (buffer[start + cluster.length - 1] === dot && buffer[start] === cluster[0]) return
    if (startsWith(buffer, start, end, server)) collector.sawServer = true
    else if (startsWith(buffer, start, end, manager)) collector.sawManager = true
    else return
    this.#sawAll = collector.sawServer && collector.sawManager
  }
}

function digitsBefore(buffer: Uint8Array, start: number, end: number): number {
  let i = end
  while (i > start && (buffer[i - 1] as number) >= 48 && (buffer[i - 1] as number) <= 57) i--
  return i
}

function shapeOf(buffer: Uint8Array, start: number, end: number): Shape {
  if (end === start) return 'odd'
  if (buffer[start] === quote) return end - start > 1 && buffer[end - 1] === quote ? 'text' : 'odd'
  if (startsWith(buffer, start, end, emptyHistogram)) return 'histogram'
  if (startsWith(buffer, start, end, quantiles)) return 'histogram'
  if (buffer[start] === firstBucket && buffer[end - 1] === closing) return 'histogram'
  for (let i = start; i < end; i++) if ((buffer[i] as number) < 48 || (buffer[i] as number) > 57) return 'odd'
  return 'number'
}

/** The next `: ` of the line, or -1. */
function nextSeparator(buffer: Buffer, start: number, end: number): number {
  let at = buffer.indexOf(colon, start)
  while (at !== -1 && at < end && buffer[at + 1] !== blank) at = buffer.indexOf(colon, at + 1)
  return at < end - 1 ? at : -1
}
