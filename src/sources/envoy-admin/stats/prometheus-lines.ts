import { isUtf8 } from 'node:buffer'
import { ByteNames } from './byte-names.ts'
import { PrometheusFamilies } from './prometheus-families.ts'
import { parseNumber, PrometheusSample, unescape, type MetricType } from './prometheus-sample.ts'
import { showLine } from './show-line.ts'
import type { PrometheusVisitor } from './visit-prometheus.ts'

const newline = 10, carriageReturn = 13, tab = 9, blank = 32, quote = 34, hash = 35, comma = 44, equals = 61, backslash = 92
const opening = 123, closing = 125

/** Names beyond this are forgotten: only then is a family in pieces not noticed. */
const maxNameBytes = 4 << 20

/** Nobody labels a series so; comparing them all with each other would take for ever. */
const maxLabels = 256

/** After so many malformed lines the others are not quoted any more. */
const maxQuoted = 1000

const inName = 1, inLabel = 2, beginsName = 4, beginsLabel = 8
const classes = new Uint8Array(256)
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') classes[c.charCodeAt(0)] = inName | inLabel | beginsName | beginsLabel
for (const c of '0123456789') classes[c.charCodeAt(0)] = inName | inLabel
classes[':'.charCodeAt(0)] = inName | beginsName

const decoder = new TextDecoder()

/** Reads whole lines of the format; see `visitPrometheus`. */
export class PrometheusLines {
  /** The line that is read next, from 1. */
  line = 1
  ended = false
  readonly #visitor: PrometheusVisitor
  readonly #sample = new PrometheusSample()
  #names = new ByteNames()
  #families = new PrometheusFamilies()
  #lastName: Uint8Array = new Uint8Array(256)
  #lastLength = 0
  #malformed = 0
  readonly #labelHashes: number[] = []

  constructor(visitor: PrometheusVisitor) {
    this.#visitor = visitor
  }

  /** The last byte is a newline. */
  read(buffer: Buffer, start: number, end: number): void {
    this.#sample.buffer = buffer
    let i = start
    while (i < end) {
      const c = buffer[i] as number
      i = ((classes[c] as number) & beginsName) !== 0 && !this.ended ? this.#readSample(buffer, i, i) : this.#readOther(buffer, i)
      this.line++
    }
  }

  /** Reads one sample and gives the start of the next line. `start` is the line's, `from` where the sample begins. */
  #readSample(buffer: Uint8Array, start: number, from: number): number {
    const sample = this.#sample
    let i = from
    // Most samples have the name of the one before.
    const last = this.#lastName
    const length = this.#lastLength
    let same = 0
    while (same < length && buffer[i] === last[same]) {
      i++
      same++
    }
    while (((classes[buffer[i] as number] as number) & inName) !== 0) i++
    const nameEnd = i
    const changed = same !== length || nameEnd - from !== length || length === 0
    let c = buffer[i] as number
    const nameless = c === opening && nameEnd === from
    while (c === blank || c === tab) c = buffer[++i] as number
    sample.labelCount = 0
    let quotedName: string | undefined
    let high = 0
    if (c === opening) {
      const { offsets, escaped } = sample
      const hashes = this.#labelHashes
      let label = 0
      c = buffer[++i] as number
      for (;;) {
        while (c === blank || c === tab) c = buffer[++i] as number
        if (c === closing) break
        let labelStart = i
        let labelEnd = 0
        let labelHash = 0
        let hasEscape = false
        if (c === quote) {
          labelStart = ++i
          i = endOfQuoted(buffer, i)
          if (i === -1) return this.#fail(buffer, start, 'a quoted name does not end')
          labelEnd = i
          for (let k = labelStart; k < labelEnd; k++) {
            labelHash = (Math.imul(labelHash, 31) + (buffer[k] as number)) | 0
            high |= buffer[k] as number
            if (buffer[k] === backslash) hasEscape = true
          }
          c = buffer[++i] as number
        } else {
          if (((classes[c] as number) & beginsLabel) === 0) return this.#fail(buffer, start, label === 0 ? 'a label name is missing' : 'a label name is missing after the comma')
          do {
            labelHash = (Math.imul(labelHash, 31) + c) | 0
            c = buffer[++i] as number
          } while (((classes[c] as number) & inLabel) !== 0)
          labelEnd = i
        }
        while (c === blank || c === tab) c = buffer[++i] as number
        if (c !== equals) {
          // `{"name", …}`: the name of the sample itself, where it is not a legacy name.
          if (buffer[labelStart - 1] !== quote || label > 0 || quotedName !== undefined) return this.#fail(buffer, start, 'a label has no =')
          if (!nameless) return this.#fail(buffer, start, 'a second name in braces')
          quotedName = decoder.decode(buffer.subarray(labelStart, labelEnd))
          if (hasEscape) quotedName = unescape(quotedName)
        } else {
          c = buffer[++i] as number
          while (c === blank || c === tab) c = buffer[++i] as number
          if (c !== quote) return this.#fail(buffer, start, 'a label value is not quoted')
          const valueStart = ++i
          c = buffer[i] as number
          while (c !== quote) {
            high |= c
            if (c === newline) return this.#fail(buffer, start, 'a label value does not end')
            if (c === backslash) {
              hasEscape = true
              c = buffer[++i] as number
              if (c === newline) return this.#fail(buffer, start, 'a label value does not end')
              if (c !== backslash && c !== quote && c !== 110) this.#doubt('an escape other than \\\\, \\" and \\n is kept as it is')
            }
            c = buffer[++i] as number
          }
          if (label >= maxLabels) return this.#fail(buffer, start, `more than ${maxLabels} labels`)
          for (let k = 0; k < label; k++) {
            if (hashes[k] === labelHash && sameBytes(buffer, offsets[k * 4] as number, offsets[k * 4 + 1] as number, labelStart, labelEnd)) {
              return this.#fail(buffer, start, 'a label stands twice')
            }
          }
          hashes[label] = labelHash
          escaped[label] = hasEscape
          offsets[label * 4] = labelStart
          offsets[label * 4 + 1] = labelEnd
          offsets[label * 4 + 2] = valueStart
          offsets[label * 4 + 3] = i
          label++
          c = buffer[++i] as number
        }
        while (c === blank || c === tab) c = buffer[++i] as number
        if (c === comma) c = buffer[++i] as number
        else if (c !== closing) return this.#fail(buffer, start, c === newline ? 'the labels do not end' : 'a comma is missing between labels')
      }
      sample.labelCount = label
      c = buffer[++i] as number
      if (nameless && quotedName === undefined) return this.#fail(buffer, start, 'a sample without a name')
    } else if (i === nameEnd) return this.#fail(buffer, start, c === newline ? 'a name without a value' : 'a character that no name has')
    while (c === blank || c === tab) c = buffer[++i] as number
    const valueStart = i
    while (c >= 48 && c <= 57) c = buffer[++i] as number
    sample.valueStart = valueStart
    sample.valueEnd = i
    sample.timestamp = undefined
    sample.exemplar = undefined
    if (c !== newline || i === valueStart) {
      i = this.#readRest(buffer, start, i)
      if (i < 0) return -i
    }
    if (high >= 128 && !isUtf8(buffer.subarray(from, i))) this.#doubt('a label is not UTF-8')
    if (quotedName !== undefined) this.#enterText(quotedName)
    else if (changed) this.#enter(buffer, from, nameEnd)
    sample.line = this.line
    sample.nameChanged = changed
    this.#visitor.sample?.(sample)
    return i + 1
  }

  /** Value, timestamp and exemplar where the value is not just digits; the newline, or the negated start of the next line. */
  #readRest(buffer: Uint8Array, start: number, from: number): number {
    const sample = this.#sample
    const end = buffer.indexOf(newline, from)
    const text = decoder.decode(buffer.subarray(sample.valueStart, buffer[end - 1] === carriageReturn ? end - 1 : end))
    const mark = text.indexOf('#')
    const [value = '', time, ...more] = splitBlanks(mark === -1 ? text : text.slice(0, mark))
    if (value === '') return -this.#fail(buffer, start, 'no value')
    if (more.length > 0) return -this.#fail(buffer, start, 'more than a value and a time')
    if (parseNumber(value) === undefined) return -this.#fail(buffer, start, 'the value is no number')
    sample.valueEnd = sample.valueStart + value.length
    if (time !== undefined) {
      if (!/^[+-]?\d+(\.\d+)?$/.test(time)) return -this.#fail(buffer, start, 'the time is no number')
      sample.timestamp = Number(time)
    }
    if (mark !== -1) {
      sample.exemplar = readExemplar(text.slice(mark + 1))
      if (sample.exemplar === undefined) return -this.#fail(buffer, start, 'the exemplar is not `{labels} value`')
    }
    return end
  }

  /** A comment, an empty line, a line that begins with a blank or with a quoted name; gives the start of the next line. */
  #readOther(buffer: Uint8Array, start: number): number {
    let i = start
    while (buffer[i] === blank || buffer[i] === tab) i++
    const c = buffer[i] as number
    if (c === newline) return i + 1
    if (c === carriageReturn && buffer[i + 1] === newline) return i + 2
    if (this.ended) return this.#fail(buffer, start, 'after # EOF')
    if (c === hash) return this.#readComment(buffer, start, i)
    if (c === opening || ((classes[c] as number) & beginsName) !== 0) return this.#readSample(buffer, start, i)
    return this.#fail(buffer, start, 'neither a sample nor a comment')
  }

  #readComment(buffer: Uint8Array, start: number, from: number): number {
    const end = buffer.indexOf(newline, from)
    const text = decoder.decode(buffer.subarray(from, buffer[end - 1] === carriageReturn ? end - 1 : end))
    const [, keyword, rest = ''] = /^#[ \t]+(HELP|TYPE|UNIT|EOF)(?:[ \t]+(.*))?$/s.exec(text) ?? []
    if (keyword === undefined) return end + 1
    if (keyword === 'EOF') {
      this.ended = true
      return end + 1
    }
    const [, plain, quoted, body = ''] = /^(?:([a-zA-Z_:][\w:]*)|"((?:[^"\\]|\\.)+)")(?:[ \t]+(.*))?$/s.exec(rest) ?? []
    const name = plain ?? (quoted === undefined ? undefined : unescape(quoted))
    if (name === undefined) return this.#fail(buffer, start, `${keyword} without the name of a metric`)
    if (keyword === 'HELP') {
      const reason = this.#families.addHelp(name)
      if (reason !== undefined) this.#doubt(reason)
      this.#visitor.help?.(name, unescape(body), this.line)
    } else if (keyword === 'UNIT') this.#visitor.unit?.(name, body.trim(), this.line)
    else {
      const type = body.trim()
      const reason = this.#families.addType(name, type)
      if (reason?.includes('is no type') === true) return this.#fail(buffer, start, reason)
      if (reason !== undefined) this.#doubt(reason)
      this.#lastLength = 0
      this.#visitor.type?.(name, type as MetricType, this.line)
    }
    return end + 1
  }

  /** A sample of another name than the last. */
  #enter(buffer: Uint8Array, start: number, end: number): void {
    if (this.#names.size + end - start > maxNameBytes) {
      this.#names = new ByteNames()
      this.#families = new PrometheusFamilies()
    }
    const name = this.#names.texts[this.#names.add(buffer, start, end)] as string
    if (end - start > this.#lastName.length) this.#lastName = new Uint8Array((end - start) * 2)
    for (let i = start; i < end; i++) this.#lastName[i - start] = buffer[i] as number
    this.#enterText(name)
    this.#lastLength = end - start
  }

  #enterText(name: string): void {
    this.#lastLength = 0
    const { family, type, reason } = this.#families.enter(name)
    if (reason !== undefined) this.#doubt(reason)
    this.#sample.name = name
    this.#sample.family = family
    this.#sample.type = type
  }

  #doubt(message: string): void {
    this.#visitor.problem?.(this.line, message, 'doubtful')
  }

  /** Tells of a malformed line and gives the start of the next one. */
  #fail(buffer: Uint8Array, start: number, reason: string): number {
    const end = buffer.indexOf(newline, start)
    this.#visitor.problem?.(this.line, ++this.#malformed <= maxQuoted ? `${reason}: ${showLine(buffer, start, end)}` : reason, 'malformed')
    return end + 1
  }
}

function splitBlanks(text: string): string[] {
  return text.split(/[ \t]+/).filter(part => part !== '')
}

/** `{labels} value [time]`, brought to single blanks; undefined when it is not that. */
function readExemplar(text: string): string | undefined {
  const close = text.lastIndexOf('}')
  const labels = text.slice(0, close + 1).trim()
  const numbers = splitBlanks(text.slice(close + 1))
  const right = exemplarLabels.test(labels) && (numbers.length === 1 || numbers.length === 2) && numbers.every(number => parseNumber(number) !== undefined)
  return right ? `${labels} ${numbers.join(' ')}` : undefined
}

const exemplarLabels = /^\{[ \t]*(?:[a-zA-Z_]\w*[ \t]*=[ \t]*"(?:[^"\\]|\\.)*"[ \t]*(?:,[ \t]*)?)*\}$/s

/** Where the quotation that begins at `start` ends, or -1 when the line ends first. */
function endOfQuoted(buffer: Uint8Array, start: number): number {
  for (let i = start; ; i++) {
    const c = buffer[i]
    if (c === quote) return i
    if (c === backslash) i++
    if (buffer[i] === newline || buffer[i] === undefined) return -1
  }
}

function sameBytes(buffer: Uint8Array, start: number, end: number, from: number, to: number): boolean {
  if (end - start !== to - from) return false
  for (let i = 0; i < end - start; i++) if (buffer[start + i] !== buffer[from + i]) return false
  return true
}
