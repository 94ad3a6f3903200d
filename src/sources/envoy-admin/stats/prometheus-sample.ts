import { parseUnsigned, wholeNumber } from './parse-value.ts'

const decoder = new TextDecoder()

/** How a number may be written; hexadecimal and digit separators, which Go's parser takes, are not part of the format. */
const numberPattern = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[iI]nf|[nN]a[nN]|INF|NAN)$/

/** A value of the format as a double: NaN and infinities included; undefined when it is not one. */
export function parseNumber(text: string): number | undefined {
  if (!numberPattern.test(text)) return undefined
  switch (text.replace(/^[+-]/, '').toLowerCase()) {
    case 'nan': return Number.NaN
    case 'inf': return text.startsWith('-') ? -Infinity : Infinity
    default: return Number(text)
  }
}

/** `\\`, `\"` and `\n` undone; a backslash before anything else stays. */
export function unescape(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, c: string) => c === 'n' ? '\n' : c)
}

/**
 * One sample, as offsets into the page. There is one object for all of them, filled anew for each: take what you need before
 * the visitor returns.
 */
export class PrometheusSample {
  buffer: Uint8Array = new Uint8Array(0)
  /** From 1. */
  line = 0
  name = ''
  /** Whether the name is another than that of the sample before. */
  nameChanged = false
  /** The name of its family, as its TYPE line gives it (without `_bucket`, `_sum`, `_count` of a histogram). */
  family = ''
  /** undefined without a TYPE line. */
  type: MetricType | undefined
  labelCount = 0
  /** Four a label: start and end of its name, start and end of its value. */
  readonly offsets: number[] = []
  /** Whether a name or value has escapes; one a label. */
  readonly escaped: boolean[] = []
  valueStart = 0
  valueEnd = 0
  /** As the page has it: milliseconds, in OpenMetrics seconds. */
  timestamp: number | undefined
  /** The exemplar as written, from its `{`. */
  exemplar: string | undefined

  labelName(label: number): string {
    return this.#text(label * 4, label)
  }

  labelValue(label: number): string {
    return this.#text(label * 4 + 2, label)
  }

  /** The label of this name, or -1. Names with escapes are not found. */
  findLabel(name: Uint8Array): number {
    const { buffer, offsets, labelCount } = this
    for (let label = 0; label < labelCount; label++) {
      const start = offsets[label * 4] as number
      if ((offsets[label * 4 + 1] as number) - start !== name.length) continue
      let i = 0
      while (i < name.length && buffer[start + i] === name[i]) i++
      if (i === name.length) return label
    }
    return -1
  }

  /** The value as a double. */
  value(): number {
    const exact = parseUnsigned(this.buffer, this.valueStart, this.valueEnd)
    if (typeof exact === 'number') return exact
    return parseNumber(decoder.decode(this.buffer.subarray(this.valueStart, this.valueEnd))) ?? Number.NaN
  }

  /** The value as an exact unsigned 64 bit number; undefined when it is not one. */
  unsigned(): number | bigint | undefined {
    return parseUnsigned(this.buffer, this.valueStart, this.valueEnd) ?? wholeNumber(this.#isDigits() ? Number.NaN : this.value())
  }

  #isDigits(): boolean {
    for (let i = this.valueStart; i < this.valueEnd; i++) {
      const c = this.buffer[i] as number
      if (c < 48 || c > 57) return false
    }
    return true
  }

  #text(offset: number, label: number): string {
    const text = decoder.decode(this.buffer.subarray(this.offsets[offset], this.offsets[offset + 1]))
    return this.escaped[label] === true ? unescape(text) : text
  }
}

export const metricTypes = ['counter', 'gauge', 'histogram', 'summary', 'untyped', 'unknown', 'info', 'stateset', 'gaugehistogram'] as const

export type MetricType = typeof metricTypes[number]
