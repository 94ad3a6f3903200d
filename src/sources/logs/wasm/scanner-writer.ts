import type { Layout, Step } from '../format/layout.ts'
import { isNumberField, type FieldPlan } from '../scan/field-plan.ts'
import { batchCapacity, spanStride } from '../scan/scanner.ts'
import type { Code } from './encode.ts'
import { callParseTime } from './function-writer.ts'
import * as w from './instructions.ts'
import { NumberWriter } from './number-writer.ts'

/** Where things stand in the memory, in bytes; `time` is that of the cell described at `TimeCell`. */
export interface Places { spans: number, numbers: number, count: number, time: number }

/** At `time`: 16 bytes of a time down to its minute, `2024-03-14T10:00`, then as a double the milliseconds of that minute. */
export const timeCellBytes = 24

const newline = 10
const quote = 34
const dash = 45

type FieldStep = Exclude<Step, { literal: Uint8Array }>

/**
 * Writes a scanner of one layout in WebAssembly, which looks at sixteen bytes at a time. It reads what compileScanner's JavaScript reads,
 * byte for byte.
 */
export class ScannerWriter extends NumberWriter {
  readonly #plan: FieldPlan
  readonly #places: Places

  constructor(plan: FieldPlan, places: Places) {
    super()
    this.#plan = plan
    this.#places = places
  }

  write(layout: Layout, pages: number): Uint8Array<ArrayBuffer> {
    const f = this.f
    const { steps } = layout
    f.set('o', w.i32(this.#places.spans))
    f.set('q', w.i32(this.#places.numbers))
    f.block('done', () => f.loop('lines', () => {
      f.jumpIf('done', w.atLeast(f.get('n'), w.i32(batchCapacity)))
      f.jumpIf('done', w.atLeast(f.get('p'), f.get('end')))
      f.set('l', f.get('p'))
      f.block('fail', () => {
        steps.forEach((step, i) => {
          if ('literal' in step) this.#matchLiteral(step.literal, isFoundBefore(steps[i - 1]), i === steps.length - 1)
          else this.#readField(step, literalOf(steps[i + 1]), i)
        })
        f.jumpIf('fail', w.greater(f.get('p'), f.get('end')))
        f.storeInt(f.get('o'), f.get('l'))
        f.storeInt(f.get('o'), f.get('p'), 4)
        this.move('n', 1)
        this.move('o', 4 * spanStride(this.#plan))
        this.move('q', 8 * this.#plan.numbers.length)
        f.jump('lines')
      })
      f.set('p', f.get('l'))
    }))
    f.storeInt(w.i32(this.#places.count), f.get('n'))
    f.result(f.get('p'))
    return f.toModule(pages)
  }

  #matchLiteral(literal: Uint8Array, found: boolean, last: boolean): void {
    const f = this.f
    if (!found) for (const differs of differences(f.get('p'), literal, 0)) f.jumpIf('fail', differs)
    this.move('p', literal.length)
    if (!last && literal.includes(newline)) f.jumpIf('fail', w.atLeast(f.get('p'), f.get('end')))
  }

  #readField(step: FieldStep, literal: Uint8Array, i: number): void {
    if (step.json) return this.#readJson(step, i)
    if (step.kind === 'number') {
      this.readNumber(this.#plan.numbers.includes(step.field))
      return this.#keepNumber(step.field)
    }
    this.#findLiteral(literal, i)
    if (step.kind === 'time') return this.#readTime(step, 'p', i)
    if (step.kind === 'flags') this.#checkFlags()
    if (step.kind === 'word') this.#checkWord()
    this.#keepSpan(step.field, 'p')
  }

  /** Leaves `s` where `p` was, and `p` at the first place where the literal stands. */
  #findLiteral(literal: Uint8Array, i: number): void {
    const f = this.f
    const first = literal[0] ?? newline
    const p = f.get('p')
    const bytes = w.loadVector(p)
    f.set('s', p)
    f.block(`found ${i}`, () => f.loop(`find ${i}`, () => {
      const isEnd = w.vector.equal(bytes, w.vector.all(newline))
      f.set('m', w.vector.bits(first === newline ? isEnd : w.vector.or(isEnd, w.vector.equal(bytes, w.vector.all(first)))))
      f.when(w.isZero(f.get('m')), () => {
        this.move('p', 16)
        f.jump(`find ${i}`)
      })
      f.set('p', w.add(p, w.zeros(f.get('m'))))
      if (first !== newline) f.jumpIf('fail', w.equal(w.loadByte(p), w.i32(newline)))
      if (literal.length === 1) return
      const differs = differences(p, literal, 1).reduce((all, one) => w.or(all, one))
      if (first === newline) return f.jumpIf('fail', differs)
      f.jumpIf(`found ${i}`, w.isZero(differs))
      this.move('p', 1)
      f.jump(`find ${i}`)
    }))
  }

  /** A time in the minute of the one before it is read here, every other by its parser. @param end where it ends */
  #readTime(step: FieldStep, end: string, i: number): void {
    const f = this.f
    const { long } = w
    const s = f.get('s')
    const cell = w.i32(this.#places.time)
    f.block(`time ${i}`, () => {
      f.block(`other ${i}`, () => {
        f.jumpIf(`other ${i}`, w.notEqual(w.subtract(f.get(end), s), w.i32(24)))
        f.jumpIf(`other ${i}`, w.isZero(w.vector.allTrue(w.vector.equal(w.loadVector(s), w.loadVector(cell)))))
        // `:ss.mmmZ`
        f.set('k', w.loadLong(s, 16))
        f.jumpIf(`other ${i}`, long.notEqual(long.and(f.get('k'), w.i64(0xff00_0000_ff00_00ffn)), w.i64(0x5a00_0000_2e00_003an)))
        f.set('d', long.and(long.xor(f.get('k'), w.i64(0x0030_3030_0030_3000n)), w.i64(0x00ff_ffff_00ff_ff00n)))
        const overNine = long.and(long.or(f.get('d'), long.add(f.get('d'), w.i64(0x0076_7676_0076_7600n))), w.i64(0x0080_8080_0080_8000n))
        f.jumpIf(`other ${i}`, w.isZero(long.isZero(overNine)))
        const digit = (place: number): Code => long.toInt(long.and(long.shiftRight(f.get('d'), w.i64(BigInt(place * 8))), w.i64(15n)))
        f.set('c', w.add(w.multiply(digit(1), w.i32(10)), digit(2)))
        f.jumpIf('fail', w.greater(f.get('c'), w.i32(60)))
        const milliseconds = w.add(w.multiply(f.get('c'), w.i32(1000)), w.add(w.multiply(digit(4), w.i32(100)), w.add(w.multiply(digit(5), w.i32(10)), digit(6))))
        f.set('v', w.double.add(w.loadDouble(cell, 16), w.double.of(milliseconds)))
        f.jump(`time ${i}`)
      })
      f.set('v', callParseTime(w.i32(i), s, f.get(end)))
      f.jumpIf('fail', w.double.notEqual(f.get('v'), f.get('v')))
    })
    this.#keepNumber(step.field)
  }

  #checkFlags(): void {
    const f = this.f
    const c = f.get('c')
    f.set('e', f.get('s'))
    f.block('checked', () => f.loop('flags', () => {
      f.jumpIf('checked', w.atLeast(f.get('e'), f.get('p')))
      f.set('c', w.loadByte(f.get('e')))
      const isLetter = w.lessUnsigned(w.subtract(w.or(c, w.i32(32)), w.i32(97)), w.i32(26))
      // Comma and dash differ in the lowest bit alone.
      const isJoint = w.or(w.equal(w.or(c, w.i32(1)), w.i32(dash)), w.equal(c, w.i32(95)))
      f.jumpIf('fail', w.isZero(w.or(isLetter, w.or(isDigit(c), isJoint))))
      this.move('e', 1)
      f.jump('flags')
    }))
  }

  /** Neither blank nor quote. */
  #checkWord(): void {
    const f = this.f
    const bytes = w.loadVector(f.get('e'))
    f.set('e', f.get('s'))
    f.block('checked', () => f.loop('word', () => {
      f.jumpIf('checked', w.atLeast(f.get('e'), f.get('p')))
      f.set('m', w.vector.bits(w.vector.or(w.vector.equal(bytes, w.vector.all(32)), w.vector.equal(bytes, w.vector.all(quote)))))
      f.when(f.get('m'), () => f.jumpIf('fail', w.lessUnsigned(w.add(f.get('e'), w.zeros(f.get('m'))), f.get('p'))))
      this.move('e', 16)
      f.jump('word')
    }))
  }

  #readJson(step: FieldStep, i: number): void {
    const f = this.f
    const p = f.get('p')
    f.when(w.equal(w.loadByte(p), w.i32(quote)), () => {
      this.move('p', 1)
      f.set('s', p)
      this.#findStringEnd()
      f.set('e', p)
      this.move('p', 1)
    }, () => this.#readScalar())
    if (!isNumberField(step.field) && step.kind !== 'time') return this.#keepSpan(step.field, 'e')
    if (!this.#plan.numbers.includes(step.field)) return
    if (step.kind === 'time') return this.#readTime(step, 'e', i)
    if (step.kind === 'number') {
      this.readJsonNumber()
      this.#keepNumber(step.field)
    }
  }

  /** Escapes are left to the slow way. */
  #findStringEnd(): void {
    const f = this.f
    const { vector } = w
    const bytes = w.loadVector(f.get('p'))
    f.loop('string', () => {
      f.set('m', vector.bits(vector.or(vector.or(vector.equal(bytes, vector.all(quote)), vector.equal(bytes, vector.all(92))), vector.less(bytes, vector.all(32)))))
      f.when(w.isZero(f.get('m')), () => {
        this.move('p', 16)
        f.jump('string')
      })
      f.set('p', w.add(f.get('p'), w.zeros(f.get('m'))))
      f.jumpIf('fail', w.notEqual(w.loadByte(f.get('p')), w.i32(quote)))
    })
  }

  /** Whole numbers without a leading 0, and words; `null` is empty. */
  #readScalar(): void {
    const f = this.f
    const p = f.get('p')
    f.set('s', p)
    f.set('c', w.loadByte(p))
    f.when(isDigit(f.get('c')), () => {
      f.block('read', () => f.loop('scalar', () => {
        this.countDigits('p')
        f.set('p', w.add(p, f.get('m')))
        f.jumpIf('scalar', w.equal(f.get('m'), w.i32(16)))
      }))
      f.jumpIf('fail', w.and(w.equal(f.get('c'), w.i32(48)), w.greater(w.subtract(p, f.get('s')), w.i32(1))))
    }, () => f.block('word', () => {
      for (const word of ['null', 'true', 'false']) {
        const differs = differences(p, Buffer.from(word), 0).reduce((all, one) => w.or(all, one))
        f.when(w.isZero(differs), () => {
          this.move('p', word.length)
          if (word === 'null') f.set('s', p)
          f.jump('word')
        })
      }
      f.jump('fail')
    }))
    f.set('e', p)
  }

  #keepSpan(field: string, end: string): void {
    const slot = this.#plan.texts.indexOf(field)
    if (slot < 0) return
    const f = this.f
    const s = f.get('s')
    const e = f.get(end)
    const isDash = w.and(w.equal(w.subtract(e, s), w.i32(1)), w.equal(w.loadByte(s), w.i32(dash)))
    f.storeInt(f.get('o'), w.select(e, s, isDash), 8 + 8 * slot)
    f.storeInt(f.get('o'), e, 12 + 8 * slot)
  }

  #keepNumber(field: string): void {
    const slot = this.#plan.numbers.indexOf(field)
    if (slot >= 0) this.f.storeDouble(this.f.get('q'), this.f.get('v'), 8 * slot)
  }
}

const literalOf = (step: Step | undefined): Uint8Array => step !== undefined && 'literal' in step ? step.literal : Uint8Array.of(newline)

const isDigit = (byte: Code): Code => w.lessUnsigned(w.subtract(byte, w.i32(48)), w.i32(10))

/** The reader of a field before a literal has found it already, except after numbers and JSON values. */
const isFoundBefore = (step: Step | undefined): boolean => step !== undefined && 'field' in step && !step.json && step.kind !== 'number'

/** Conditions, not 0 where the bytes at `p` are not those of the literal from its byte `from` on: eight, four, two and one byte at a time. */
function differences(p: Code, literal: Uint8Array, from: number): Code[] {
  const found: Code[] = []
  const view = new DataView(literal.buffer, literal.byteOffset, literal.byteLength)
  let at = from
  for (; at + 8 <= literal.length; at += 8) found.push(w.long.notEqual(w.loadLong(p, at), w.i64(view.getBigInt64(at, true))))
  for (; at + 4 <= literal.length; at += 4) found.push(w.notEqual(w.loadInt(p, at), w.i32(view.getInt32(at, true))))
  for (; at + 2 <= literal.length; at += 2) found.push(w.notEqual(w.loadShort(p, at), w.i32(view.getUint16(at, true))))
  for (; at < literal.length; at++) found.push(w.notEqual(w.loadByte(p, at), w.i32(literal[at] ?? 0)))
  return found
}
