import type { StatsCollector } from './collect-stats.ts'
import type { StatValue } from '../../../evidence/stats.ts'
import { HistogramJson } from './histogram-json.ts'
import type { Quantiles, StatIdentifier } from './identify-stat.ts'
import { startsWith } from './identify-stat.ts'
import { JsonTokens } from './json-tokens.ts'
import { hashEnding, needsQuantiles, type MetricEntry, type MetricIndex } from './metric-index.ts'
import { parseUnsigned, wholeNumber } from './parse-value.ts'
import type { ProblemList } from './problem-list.ts'
import type { FormReader } from './read-stats.ts'

const decoder = new TextDecoder()
const encoder = new TextEncoder()
const server = encoder.encode('server.'), manager = encoder.encode('cluster_manager.')

/** `{"stats": [{"name", "value"}, …, {"histograms"}]}`: how deep one statistic's object lies. */
const statDepth = 3

/** Reads the JSON form, in every variant of `histogram_buckets` (Envoy docs: operations/admin, GET /stats?format=json). */
export class JsonStats implements FormReader {
  readonly #tokens: JsonTokens
  readonly #index: MetricIndex
  readonly #collector: StatsCollector
  readonly #identifier: StatIdentifier
  readonly #problems: ProblemList
  readonly #histograms: HistogramJson
  /** Keys from the outermost object to the innermost; '' for an array's items. */
  readonly #path: string[] = []
  #key = ''
  #name: Uint8Array = new Uint8Array(256)
  #nameLength = -1
  #sawStats = false
  #value: StatValue | undefined

  constructor(index: MetricIndex, collector: StatsCollector, identifier: StatIdentifier, problems: ProblemList) {
    this.#index = index
    this.#collector = collector
    this.#identifier = identifier
    this.#problems = problems
    this.#histograms = new HistogramJson((name, quantiles) => this.#takeHistogram(name, quantiles))
    this.#tokens = new JsonTokens({
      open: () => {
        this.#path.push(this.#key)
        if (this.#path.length === 2 && this.#key === 'stats') this.#sawStats = true
        if (this.#path.length === statDepth) this.#forget()
        if (this.#inHistograms()) this.#histograms.open(this.#path.length)
        this.#key = ''
      },
      close: () => this.#close(),
      key: (buffer, start, end) => {
        this.#key = end - start > 64 ? '' : isName(buffer, start, end) ? 'name' : decoder.decode(buffer.subarray(start, end))
      },
      string: (buffer, start, end, escaped) => this.#takeString(buffer, start, end, escaped),
      scalar: (buffer, start, end) => this.#takeScalar(buffer, start, end),
    })
  }

  write(chunk: Uint8Array): void {
    this.#tokens.write(chunk)
  }

  end(): boolean {
    if (this.#tokens.complete) {
      if (!this.#sawStats) this.#problems.add(undefined, 'JSON without "stats": not an answer of /stats')
      return !this.#sawStats
    }
    this.#problems.add(this.#tokens.line, `the JSON is not whole: ${this.#tokens.mistake ?? 'it ends in the middle'}; what came before is read`)
    return true
  }

  #inHistograms(): boolean {
    return this.#path.length > statDepth && this.#path[statDepth] === 'histograms'
  }

  #forget(): void {
    this.#nameLength = -1
    this.#value = undefined
  }

  #close(): void {
    if (this.#inHistograms()) this.#histograms.close(this.#path.length)
    else if (this.#path.length === statDepth) this.#takeStat()
    this.#key = this.#path.pop() ?? ''
    // An array's items have no key of their own.
    if (this.#path.length === 2) this.#key = ''
  }

  #takeString(buffer: Uint8Array, start: number, end: number, escaped: boolean): void {
    if (this.#inHistograms()) {
      if (this.#key === 'name') this.#histograms.name(textOf(buffer, start, end, escaped), this.#path.length)
    } else if (this.#path.length === statDepth) {
      if (this.#key === 'name') this.#keepName(buffer, start, end, escaped)
      else if (this.#key === 'value') this.#value = textOf(buffer, start, end, escaped)
    }
  }

  #takeScalar(buffer: Uint8Array, start: number, end: number): void {
    if (this.#inHistograms()) {
      this.#histograms.number(this.#key, this.#path.at(-1) ?? '', Number(decoder.decode(buffer.subarray(start, end))))
    } else if (this.#path.length === statDepth && this.#key === 'value') {
      this.#value = parseUnsigned(buffer, start, end) ?? wholeNumber(wholeText(buffer, start, end))
      if (this.#value === undefined) {
        this.#problems.add(this.#tokens.line, `not an unsigned 64 bit number: ${decoder.decode(buffer.subarray(start, Math.min(end, start + 60)))} of ${this.#nameText()}`)
      }
    }
  }

  #keepName(buffer: Uint8Array, start: number, end: number, escaped: boolean): void {
    const bytes = escaped ? encoder.encode(textOf(buffer, start, end, true)) : buffer.subarray(start, end)
    if (bytes.length > this.#name.length) this.#name = new Uint8Array(bytes.length * 2)
    this.#name.set(bytes)
    this.#nameLength = bytes.length
  }

  #takeStat(): void {
    const length = this.#nameLength
    const value = this.#value
    if (this.#path[1] !== 'stats' || length === -1 || value === undefined) return
    const name = this.#name
    if (typeof value !== 'string') {
      this.#collector.scalars++
      if (startsWith(name, 0, length, server)) this.#collector.sawServer = true
      else if (startsWith(name, 0, length, manager)) this.#collector.sawManager = true
    }
    let entries = this.#find(name, length)
    if (typeof value === 'string') entries = entries?.filter(entry => entry.needed || entry.marksEds)
    if (entries !== undefined && entries.length > 0) this.#identifier.take(entries, name, 0, length, value, this.#tokens.line)
  }

  #takeHistogram(name: string, quantiles: Quantiles): void {
    const bytes = encoder.encode(name)
    const entries = this.#find(bytes, bytes.length)?.filter(entry => needsQuantiles(entry))
    if (entries !== undefined && entries.length > 0) this.#identifier.take(entries, bytes, 0, bytes.length, quantiles, this.#tokens.line)
  }

  #find(name: Uint8Array, length: number): readonly MetricEntry[] | undefined {
    return this.#index.find(hashEnding(name, 0, length))
  }

  #nameText(): string {
    return this.#nameLength === -1 ? 'a statistic' : decoder.decode(this.#name.subarray(0, Math.min(this.#nameLength, 200)))
  }
}

/** Digits that `parseUnsigned` refused are too large; only another way of writing a whole number is tried. */
function wholeText(buffer: Uint8Array, start: number, end: number): number {
  const text = decoder.decode(buffer.subarray(start, Math.min(end, start + 400)))
  return /[.eE]/.test(text) ? Number(text) : Number.NaN
}

function isName(buffer: Uint8Array, start: number, end: number): boolean {
  return end - start === 4 && buffer[start] === 110 && buffer[start + 1] === 97 && buffer[start + 2] === 109 && buffer[start + 3] === 101
}

/** A string's text; a broken escape stays as it is written. */
function textOf(buffer: Uint8Array, start: number, end: number, escaped: boolean): string {
  const text = decoder.decode(buffer.subarray(start, end))
  if (!escaped) return text
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, code: string | undefined, c: string | undefined) =>
    code === undefined ? plainEscapes[c ?? ''] ?? '' : String.fromCharCode(Number.parseInt(code, 16)))
}

const plainEscapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
