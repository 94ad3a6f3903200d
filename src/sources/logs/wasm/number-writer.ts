import { FunctionWriter } from './function-writer.ts'
import * as w from './instructions.ts'

const dash = 45

/**
 * Writes the reading of numbers into a scanner's function. Its local names: `p` place, `end` of the lines, `l` start of the line, `s` and
 * `e` bounds of a value, `v` its number, `n` rows so far, `o` and `q` where the row's spans and numbers go; the others are for a moment.
 */
export abstract class NumberWriter {
  protected readonly f = new FunctionWriter(['p', 'end'])

  constructor() {
    this.f.declare('i32', 'n', 'l', 's', 'e', 'c', 'm', 'o', 'q', 'back')
    this.f.declare('f64', 'v')
    this.f.declare('i64', 'k', 'd')
  }

  protected move(local: string, by: number): void {
    this.f.set(local, w.add(this.f.get(local), w.i32(by)))
  }

  /** `-`, digits, or nothing: to `v` where it is wanted; -1 for the first and the last. */
  protected readNumber(wanted: boolean): void {
    const f = this.f
    const p = f.get('p')
    this.countDigits('p')
    f.when(w.isZero(f.get('m')), () => {
      f.set('v', w.f64(-1))
      f.set('p', w.add(p, w.equal(w.loadByte(p), w.i32(dash))))
    }, () => {
      f.when(w.greater(f.get('m'), w.i32(8)), () => this.readLongNumber(), () => {
        if (wanted) this.convertDigits('p')
        f.set('p', w.add(p, f.get('m')))
      })
    })
  }

  /** To `m`, at most 16. */
  protected countDigits(at: string): void {
    const values = w.vector.subtract(w.loadVector(this.f.get(at)), w.vector.all(48))
    // A seventeenth bit ends the count.
    this.f.set('m', w.zeros(w.or(w.vector.bits(w.vector.greater(values, w.vector.all(9))), w.i32(0x10000))))
  }

  /** The first `m` digits, 1 to 8 of them, to `v`: neighbours are joined to numbers below 100, then 10 000, then all. */
  protected convertDigits(at: string): void {
    const f = this.f
    const { long } = w
    const shift = w.subtract(w.i32(64), w.shiftLeft(f.get('m'), w.i32(3)))
    f.set('k', long.and(long.shiftLeft(w.loadLong(f.get(at)), long.of(shift)), w.i64(0x0f0f_0f0f_0f0f_0f0fn)))
    f.set('k', long.and(long.shiftRight(long.multiply(f.get('k'), w.i64(2561n)), w.i64(8n)), w.i64(0x00ff_00ff_00ff_00ffn)))
    f.set('k', long.and(long.shiftRight(long.multiply(f.get('k'), w.i64(6_553_601n)), w.i64(16n)), w.i64(0x0000_ffff_0000_ffffn)))
    f.set('v', w.double.ofLong(long.shiftRight(long.multiply(f.get('k'), w.i64(42_949_672_960_001n)), w.i64(32n))))
  }

  /** Any number of digits at `p`, which moves behind them. */
  protected readLongNumber(): void {
    const f = this.f
    f.set('v', w.f64(0))
    f.block('read', () => f.loop('digits', () => {
      f.set('c', w.subtract(w.loadByte(f.get('p')), w.i32(48)))
      f.jumpIf('read', w.greaterUnsigned(f.get('c'), w.i32(9)))
      f.set('v', w.double.add(w.double.multiply(f.get('v'), w.f64(10)), w.double.of(f.get('c'))))
      this.move('p', 1)
      f.jump('digits')
    }))
  }

  /** Digits alone; nothing and `-` are -1. */
  protected readJsonNumber(): void {
    const f = this.f
    const length = w.subtract(f.get('e'), f.get('s'))
    const isDash = w.and(w.equal(length, w.i32(1)), w.equal(w.loadByte(f.get('s')), w.i32(dash)))
    f.set('v', w.f64(-1))
    f.when(w.and(w.greater(length, w.i32(0)), w.isZero(isDash)), () => {
      this.countDigits('s')
      f.when(w.and(w.equal(f.get('m'), length), w.atMostUnsigned(f.get('m'), w.i32(8))), () => this.convertDigits('s'), () => {
        f.set('back', f.get('p'))
        f.set('p', f.get('s'))
        this.readLongNumber()
        f.jumpIf('fail', w.notEqual(f.get('p'), f.get('e')))
        f.set('p', f.get('back'))
      })
    })
  }
}
