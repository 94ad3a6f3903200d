import { guessedJson, learnJsonLayout, meaningOfJson, type JsonMeaning } from '../format/json-layout.ts'
import { knownFormats } from '../format/known-formats.ts'
import { layoutOfText, type Layout } from '../format/layout.ts'
import type { FormatMistake } from '../format/parse-format.ts'
import { compileScanner } from '../scan/compile-scanner.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { parseJsonLine } from '../scan/parse-json-line.ts'
import type { Batch, Scanner } from '../scan/scanner.ts'
import { unwrapLine } from './unwrap.ts'

/** A longer line is none that Envoy wrote; it is counted and skipped. */
const longestLine = 1 << 20
/** Wrapped lines are gathered to blocks of this size before they are scanned. */
const wrappedBlock = 1 << 18
const deepestWrapping = 4
/** JSON lines with more orders of keys than this are read the slow way. */
const mostJsonLayouts = 12

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
  readonly #scanners: Scanner[] = []
  readonly #pending: Layout[] = []
  readonly #json: JsonMeaning[] = []
  readonly #learned = new Set<string>()
  #current: Scanner | undefined
  #carry: Uint8Array = new Uint8Array(0)
  #skipping = false
  #cut = false
  /** Lines that are done with. */
  #lines = 0
  #partial = ''

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

  write(chunk: Uint8Array): void {
    let from = 0
    if (this.#skipping || this.#carry.length > 0) {
      const newline = chunk.indexOf(10)
      const to = newline < 0 ? chunk.length : newline + 1
      if (!this.#skipping) this.#carry = joinBytes(this.#carry, chunk.subarray(0, to))
      if (newline < 0) return this.#limitCarry()
      this.#finishCarry()
      from = to
    }
    const last = chunk.lastIndexOf(10)
    if (last >= from) this.#readBlock(chunk, from, last + 1, 0)
    this.#carry = chunk.slice(Math.max(from, last + 1))
    this.#limitCarry()
  }

  end(): void {
    if (this.#carry.length === 0 && !this.#skipping) return this.#flushPartial()
    this.#cut = true
    this.#carry = joinBytes(this.#carry, Uint8Array.of(10))
    this.#finishCarry()
    this.#flushPartial()
  }

  #addFormat(format: string): void {
    const name = 'the configured format'
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

  #use(layout: Layout): Scanner {
    const scanner = compileScanner(layout, this.#plan)
    this.#scanners.unshift(scanner)
    this.#current = scanner
    return scanner
  }

  #limitCarry(): void {
    if (this.#carry.length <= longestLine) return
    this.#skipping = true
    this.#carry = new Uint8Array(0)
  }

  #finishCarry(): void {
    const carry = this.#carry
    this.#carry = new Uint8Array(0)
    if (!this.#skipping) return this.#readBlock(carry, 0, carry.length, 0)
    this.#skipping = false
    this.#handlers.onTooLong(++this.#lines)
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
  #scan(scanner: Scanner, bytes: Uint8Array, from: number, end: number): number {
    const to = scanner.scan(bytes, from, end)
    const { batch } = scanner
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
      const whole = [this.#partial + first, ...rest]
      this.#partial = ''
      if (unwrapped.partial) this.#partial = (whole.pop() ?? '').slice(0, longestLine)
      inner.push(...whole)
      for (const one of whole) size += one.length + 1
      if (at >= end || size > wrappedBlock || whole.length !== 1) break
      line = latin1(bytes, at, bytes.indexOf(10, at))
    }
    if (consumed === 0) return 0
    if (inner.length > 0) {
      const block = Buffer.from(`${inner.join('\n')}\n`, 'latin1')
      this.#readBlock(block, 0, block.length, depth + 1)
    }
    this.#lines = started + consumed
    return at
  }

  #flushPartial(): void {
    if (this.#partial === '') return
    const block = Buffer.from(`${this.#partial}\n`, 'latin1')
    this.#partial = ''
    this.#readBlock(block, 0, block.length, deepestWrapping)
  }
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1')

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
