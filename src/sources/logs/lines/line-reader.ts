import { guessedJson, learnJsonLayout, meaningOfJson, type JsonMeaning } from '../format/json-layout.ts'
import { knownFormats } from '../format/known-formats.ts'
import { layoutOfText, type Layout } from '../format/layout.ts'
import type { FormatMistake } from '../format/parse-format.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { FormatScanner } from '../scan/format-scanner.ts'
import { parseJsonLine } from '../scan/parse-json-line.ts'
import type { Batch } from '../scan/scanner.ts'
import { LineInput } from './line-input.ts'
import { unwrapLine } from './unwrap.ts'

/** A longer line is none that Envoy wrote; it is counted and skipped. */
const longestLine = 1 << 20
/** Wrapped lines are gathered to blocks of this size before they are scanned. */
const wrappedBlock = 1 << 18
const deepestWrapping = 4
/** JSON lines with more orders of keys than this are read the slow way. */
const mostJsonLayouts = 12

/** What lines of a format that was given are recognised as. */
export const configuredFormat = 'the configured format'

export interface LineHandlers {
  /** Rows of access-log lines. `line` counts from 1 and belongs to the first; `format` is what they were recognised as. */
  onRows: (rows: { bytes: Uint8Array, batch: Batch, fields: ReadonlySet<string>, line: number, format: string }) => void
  /** A line of no access-log format, as latin1 text without its end; `cut` when the input ended inside it. */
  onOther: (text: string, line: number, cut: boolean) => void
  onTooLong: (line: number) => void
}

/** A configured format that cannot be used, by its place in the list. */
export interface WrongFormat { format: string, mistakes: readonly FormatMistake[] }

/**
 * Turns bytes into rows of access-log lines and other lines: cuts lines, takes off what Docker and the like put around them, and finds
 * out which format each is in. Memory is bounded by one block and one line.
 */
export class LineReader {
  readonly wrong: WrongFormat[] = []
  readonly #plan: FieldPlan
  readonly #handlers: LineHandlers
  readonly #input = new LineInput(longestLine)
  readonly #scanners: FormatScanner[] = []
  readonly #pending: Layout[] = []
  readonly #json: JsonMeaning[] = []
  readonly #learned = new Set<string>()
  #current: FormatScanner | undefined
  #skipping = false
  #cut = false
  /** Lines that are done with. */
  #lines = 0
  /** The begun line of each layer of wrapping. */
  readonly #partials: string[] = []
  #unwrapped = false

  /** @param formats configured text or JSON formats, tried before those that are known */
  constructor(plan: FieldPlan, formats: readonly string[], handlers: LineHandlers) {
    this.#plan = plan
    this.#handlers = handlers
    for (const format of formats) this.#addFormat(format)
    for (const { name, format } of knownFormats) {
      const known = layoutOfText(name, format)
      if ('layout' in known) this.#pending.push(known.layout)
    }
    this.#json.push(guessedJson)
    const first = this.#pending.shift()
    if (first !== undefined) this.#use(first)
  }

  get lines(): number {
    return this.#lines
  }

  /** Whether something was taken off from around lines. */
  get hasUnwrapped(): boolean {
    return this.#unwrapped
  }

  write(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      const room = this.#input.room()
      const length = Math.min(room.length, chunk.length - at)
      room.set(chunk.subarray(at, at + length))
      this.#readNew(length)
      at += length
    }
  }

  /**
   * Reads without a copy of the bytes in between.
   * @param read puts bytes into the place it is given, and says how many: 0 at the end, as fs.readSync does
   * @returns whether there were any
   */
  readFrom(read: (into: Uint8Array) => number): boolean {
    const length = read(this.#input.room())
    this.#readNew(length)
    return length > 0
  }

  end(): void {
    if (this.#input.length > 0 || this.#skipping) {
      this.#cut = true
      this.#input.room()[0] = 10
      this.#readNew(1)
    }
    this.#flushPartial()
  }

  /** `length` new bytes stand behind what is kept of a line that was not complete. */
  #readNew(length: number): void {
    const input = this.#input
    const { bytes } = input
    const last = input.lastNewline(length)
    if (last < 0) {
      if (this.#skipping) input.keep(input.length)
      else if (input.length > longestLine) {
        this.#skipping = true
        input.keep(input.length)
      }
      return
    }
    let from = 0
    if (this.#skipping || bytes.indexOf(10) > longestLine) {
      this.#skipping = false
      this.#handlers.onTooLong(++this.#lines)
      from = bytes.indexOf(10) + 1
    }
    this.#readBlock(bytes, from, last + 1, 0)
    input.keep(last + 1)
    if (input.length > longestLine) {
      this.#skipping = true
      input.keep(input.length)
    }
  }

  #addFormat(format: string): void {
    const name = configuredFormat
    if (format.trimStart().startsWith('{')) {
      const json = meaningOfJson(name, format)
      if ('meaning' in json) this.#json.push(json.meaning)
      else this.wrong.push({ format, mistakes: json.mistakes })
      return
    }
    const text = layoutOfText(name, format)
    if ('layout' in text) this.#pending.push(text.layout)
    else this.wrong.push({ format, mistakes: text.mistakes })
  }

  #use(layout: Layout): FormatScanner {
    const scanner = new FormatScanner(layout, this.#plan)
    this.#scanners.unshift(scanner)
    this.#current = scanner
    return scanner
  }

  /** @param end after a newline */
  #readBlock(bytes: Uint8Array, from: number, end: number, depth: number): void {
    let at = from
    while (at < end) {
      const scanned = this.#current === undefined ? 0 : this.#scan(this.#current, bytes, at, end)
      at = scanned > 0 ? scanned : this.#readOther(bytes, at, end, depth)
    }
  }

  /** @returns the place after the rows, 0 where the first line is not of that format. */
  #scan(scanner: FormatScanner, bytes: Uint8Array, from: number, end: number): number {
    const { memory } = this.#input
    const { to, batch } = scanner.scan(bytes, from, end, bytes === memory?.input ? memory : undefined)
    if (batch.count === 0) return 0
    this.#current = scanner
    this.#handlers.onRows({ bytes, batch, fields: scanner.fields, line: this.#lines + 1, format: scanner.name })
    this.#lines += batch.count
    return to
  }

  #readOther(bytes: Uint8Array, from: number, end: number, depth: number): number {
    const newline = bytes.indexOf(10, from)
    if (newline === from) {
      this.#lines++
      return from + 1
    }
    for (const scanner of this.#scanners) {
      const to = scanner === this.#current ? 0 : this.#scan(scanner, bytes, from, end)
      if (to > 0) return to
    }
    for (let layout = this.#pending.shift(); layout !== undefined; layout = this.#pending.shift()) {
      const before = this.#current
      const to = this.#scan(this.#use(layout), bytes, from, end)
      if (to > 0) return to
      this.#current = before
    }
    const text = latin1(bytes, from, newline)
    if (text.trimStart().startsWith('{')) {
      const to = this.#readJson(bytes, text, from, end)
      if (to > 0) return to
    }
    if (depth < deepestWrapping) {
      const to = this.#unwrap(bytes, from, end, text, depth)
      if (to > 0) return to
    }
    this.#lines++
    this.#handlers.onOther(text, this.#lines, this.#cut)
    return newline + 1
  }

  #readJson(bytes: Uint8Array, text: string, from: number, end: number): number {
    const line = bytes.subarray(from, from + text.length)
    for (const meaning of this.#json) {
      const row = parseJsonLine(meaning, Buffer.from(line).toString('utf8'), this.#plan)
      if (row === undefined) continue
      const layout = this.#learned.size < mostJsonLayouts ? learnJsonLayout(meaning, line) : undefined
      const signature = layout?.steps.map(step => 'literal' in step ? Buffer.from(step.literal).toString('latin1') : '\0').join('') ?? ''
      if (layout !== undefined && !this.#learned.has(signature)) {
        this.#learned.add(signature)
        const to = this.#scan(this.#use(layout), bytes, from, end)
        if (to > 0) return to
      }
      this.#lines++
      this.#handlers.onRows({ ...row, line: this.#lines, format: meaning.name })
      return from + text.length + 1
    }
    return 0
  }

  /** Takes the wrapping off this and the following lines, as long as they have one, and reads them as a block of their own. */
  #unwrap(bytes: Uint8Array, from: number, end: number, text: string, depth: number): number {
    const started = this.#lines
    const inner: string[] = []
    let size = 0
    let consumed = 0
    let at = from
    for (let line = text; ;) {
      const unwrapped = unwrapLine(line)
      if (unwrapped === undefined) break
      at += line.length + 1
      consumed++
      const [first = '', ...rest] = unwrapped.lines
      const whole = [(this.#partials[depth] ?? '') + first, ...rest]
      this.#partials[depth] = unwrapped.partial ? (whole.pop() ?? '').slice(0, longestLine) : ''
      inner.push(...whole)
      for (const one of whole) size += one.length + 1
      if (at >= end || size > wrappedBlock || whole.length !== 1) break
      const newline = bytes.indexOf(10, at)
      if (this.#isRow(bytes, at, newline + 1)) break
      line = latin1(bytes, at, newline)
    }
    if (consumed === 0) return 0
    this.#unwrapped = true
    if (inner.length > 0) {
      const block = Buffer.from(`${inner.join('\n')}\n`, 'latin1')
      this.#readBlock(block, 0, block.length, depth + 1)
    }
    this.#lines = started + consumed
    return at
  }

  /** A format of one's own may begin like a wrapper, with a time for example; its lines are whole as they are. */
  #isRow(bytes: Uint8Array, from: number, end: number): boolean {
    const { memory } = this.#input
    return this.#scanners.some(scanner => scanner.scan(bytes, from, end, bytes === memory?.input ? memory : undefined).batch.count > 0)
  }

  #flushPartial(): void {
    for (const partial of this.#partials.splice(0)) {
      if (partial === '') continue
      const block = Buffer.from(`${partial}\n`, 'latin1')
      // Its last piece was counted as a line.
      this.#lines--
      this.#readBlock(block, 0, block.length, deepestWrapping)
    }
  }
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')
