import type { Layout, Step } from '../format/layout.ts'
import { parseIsoTime, type TimeParser } from '../format/time-format.ts'
import { isNumberField, type FieldPlan } from './field-plan.ts'
import { batchCapacity, makeBatch, spanStride, type Batch, type Scanner } from './scanner.ts'

type ScanLines = (bytes: Uint8Array, from: number, end: number, spans: Int32Array, numbers: Float64Array, batch: Batch) => number

/**
 * Compiles a layout to JavaScript that reads bytes in one pass: every loop and comparison is written out for this format. Only numbers
 * (byte values, places) are spliced into the source, never text of the format.
 */
export function compileScanner(layout: Layout, plan: FieldPlan): Scanner {
  const writer = new SourceWriter(layout.steps, plan)
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- made of our own text and numbers alone
  const make = new Function('parsers', writer.write()) as (parsers: readonly TimeParser[]) => ScanLines
  const scanLines = make(writer.parsers)
  const batch = makeBatch(plan)
  return {
    name: layout.name,
    fields: new Set(layout.steps.flatMap(step => 'field' in step ? [step.field] : [])),
    batch,
    scan: (bytes, from, end) => scanLines(bytes, from, end, batch.spans, batch.numbers, batch),
  }
}

const fail = '{ p = l; break lines }'

class SourceWriter {
  readonly parsers: TimeParser[] = []
  readonly #steps: readonly Step[]
  readonly #plan: FieldPlan

  constructor(steps: readonly Step[], plan: FieldPlan) {
    this.#steps = steps
    this.#plan = plan
  }

  write(): string {
    const body = this.#steps.map((step, i) => 'literal' in step ? this.#matchLiteral(step.literal, i) : this.#readField(step, literalAt(this.#steps, i + 1)))
    return `'use strict'
let d0 = -1, d1 = -1, d2 = -1, d3 = -1, day = 0
return function scan(b, p, end, spans, numbers, batch) {
  let n = 0, c = 0, s = 0, e = 0, v = 0, l = p, o = 0, q = 0
  lines: while (n < ${batchCapacity} && p < end) {
    l = p; o = n * ${spanStride(this.#plan)}; q = n * ${this.#plan.numbers.length}
    ${body.join('\n    ')}
    if (p > end) ${fail}
    spans[o] = l; spans[o + 1] = p; n++
  }
  batch.count = n
  return p
}`
  }

  #matchLiteral(literal: Uint8Array, i: number): string {
    const before = this.#steps[i - 1]
    // The reader of a field before a literal has found it already, except after numbers and JSON values.
    const found = before !== undefined && 'field' in before && !before.json && before.kind !== 'number'
    const match = found ? `p += ${literal.length}` : `if (${sameBytes(literal, 0)}) p += ${literal.length}; else ${fail}`
    // Searches end at a newline, so none may begin behind the last one.
    return literal.includes(10) && i < this.#steps.length - 1 ? `${match}\n    if (p >= end) ${fail}` : match
  }

  #readField(step: Exclude<Step, { literal: Uint8Array }>, literal: Uint8Array): string {
    if (step.json) return this.#readJson(step)
    switch (step.kind) {
      case 'number': return `${readDigits}\n    ${this.#keepNumber(step.field)}`
      case 'time': return `${findLiteral(literal)}\n    ${this.#readTime(step)}`
      case 'flags': return `${findLiteral(literal)}\n    for (e = s; e < p; e++) { c = b[e]; if (!(c >= 65 && c <= 90 || c >= 97 && c <= 122 || c >= 48 && c <= 57 || c === 44 || c === 45 || c === 95)) ${fail} }\n    ${this.#keepSpan(step.field)}`
      case 'word': return `${findLiteral(literal)}\n    for (e = s; e < p; e++) if (b[e] === 32 || b[e] === 34) ${fail}\n    ${this.#keepSpan(step.field)}`
      case 'text': return `${findLiteral(literal)}\n    ${this.#keepSpan(step.field)}`
    }
  }

  #keepSpan(field: string, end = 'p'): string {
    const slot = this.#plan.texts.indexOf(field)
    const at = 2 * slot + 2
    return slot < 0 ? '' : `if (${end} - s === 1 && b[s] === 45) s = ${end}; spans[o + ${at}] = s; spans[o + ${at + 1}] = ${end}`
  }

  #keepNumber(field: string): string {
    const slot = this.#plan.numbers.indexOf(field)
    return slot < 0 ? '' : `numbers[q + ${slot}] = v`
  }

  /** The default's fixed places are read here, everything else by its own parser. */
  #readTime(step: { field: string, parseTime: TimeParser | undefined }, end = 'p'): string {
    const parser = this.parsers.push(step.parseTime ?? parseIsoTime) - 1
    const other = `v = parsers[${parser}](b, s, ${end}); if (v !== v) ${fail}`
    if (step.parseTime !== undefined && step.parseTime !== parseIsoTime) return `${other}\n    ${this.#keepNumber(step.field)}`
    return `if (${end} - s === 24 && b[s + 23] === 90 && b[s + 10] === 84 && b[s + 13] === 58 && b[s + 16] === 58 && b[s + 19] === 46) {
      if (b[s + 9] !== d3 || b[s + 8] !== d2 || (b[s + 6] | b[s + 5] << 8 | b[s + 4] << 16) !== d1 || (b[s] << 24 | b[s + 1] << 16 | b[s + 2] << 8 | b[s + 3]) !== d0 || b[s + 7] !== 45) {
        v = parsers[${parser}](b, s, ${end}); if (v !== v) ${fail}
        d0 = b[s] << 24 | b[s + 1] << 16 | b[s + 2] << 8 | b[s + 3]; d1 = b[s + 6] | b[s + 5] << 8 | b[s + 4] << 16; d2 = b[s + 8]; d3 = b[s + 9]
        day = Math.floor(v / 86400000) * 86400000
      }
      ${[11, 12, 14, 15, 17, 18, 20, 21, 22].map(i => `const t${i} = b[s + ${i}] - 48`).join('; ')}
      if (${[11, 12, 14, 15, 17, 18, 20, 21, 22].map(i => `t${i} > 9 || t${i} < 0`).join(' || ')} || t14 > 5 || t17 * 10 + t18 > 60) ${fail}
      c = t11 * 10 + t12; if (c > 23) ${fail}
      v = day + ((c * 60 + t14 * 10 + t15) * 60 + t17 * 10 + t18) * 1000 + t20 * 100 + t21 * 10 + t22
    } else { ${other} }
    ${this.#keepNumber(step.field)}`
  }

  /** Strings without escapes, whole numbers and words; the slow way reads what else JSON has. */
  #readJson(step: Exclude<Step, { literal: Uint8Array }>): string {
    const value = `if (b[p] === 34) { s = ++p; while ((c = b[p]) !== 34) { if (c === 92 || c < 32) ${fail}; p++ } e = p++ }
    else if (b[p] >= 48 && b[p] <= 57) { s = p; while (b[p] >= 48 && b[p] <= 57) p++; e = p; if (e - s > 1 && b[s] === 48) ${fail} }
    else if (${sameBytes(Buffer.from('null'), 0)}) { p += 4; s = e = p }
    else if (${sameBytes(Buffer.from('true'), 0)}) { s = p; p += 4; e = p }
    else if (${sameBytes(Buffer.from('false'), 0)}) { s = p; p += 5; e = p }
    else ${fail}`
    if (!isNumberField(step.field) && step.kind !== 'time') return `${value}\n    ${this.#keepSpan(step.field, 'e')}`
    if (!this.#plan.numbers.includes(step.field)) return value
    switch (step.kind) {
      case 'number': return `${value}
    v = -1; if (e > s && !(e - s === 1 && b[s] === 45)) { v = 0; for (; s < e; s++) { c = b[s] - 48; if (c < 0 || c > 9) ${fail}; v = v * 10 + c } }
    ${this.#keepNumber(step.field)}`
      case 'time': return `${value}
    ${this.#readTime(step, 'e')}`
      case 'flags':
      case 'word':
      case 'text': return value
    }
  }
}

const readDigits = `if (b[p] === 45) { v = -1; p++ } else { s = p; v = 0; while ((c = b[p] - 48) >= 0 && c <= 9) { v = v * 10 + c; p++ } if (p === s) v = -1 }`

function literalAt(steps: readonly Step[], at: number): Uint8Array {
  const step = steps[at]
  return step !== undefined && 'literal' in step ? step.literal : Buffer.from('\n')
}

function sameBytes(literal: Uint8Array, from: number): string {
  const tests = Array.from(literal).map((byte, i) => `b[p + ${i}] === ${byte}`).slice(from)
  return tests.length === 0 ? 'true' : tests.join(' && ')
}

/** Goes to the first place where the whole literal stands; the line's end is the limit. */
function findLiteral(literal: Uint8Array): string {
  const first = literal[0] ?? 10
  if (literal.length === 1) return `s = p; while ((c = b[p]) !== ${first}) { ${first === 10 ? '' : `if (c === 10) ${fail};`} p++ }`
  const end = first === 10 ? fail : '{}'
  return `s = p; for (;;) { c = b[p]; if (c === ${first}) { if (${sameBytes(literal, 1)}) break; else ${end} } else if (c === 10) ${fail}; p++ }`
}
