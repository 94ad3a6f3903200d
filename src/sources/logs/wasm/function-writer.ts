import { encodeModule, unsigned, type Code, type ValueType } from './encode.ts'

/** Writes the body of one function of two i32 parameters: named locals, and jumps to named places. */
export class FunctionWriter {
  readonly #code: number[] = []
  readonly #locals = new Map<string, number>()
  readonly #localTypes: ValueType[] = []
  readonly #labels: (string | undefined)[] = []

  constructor(parameters: readonly [string, string]) {
    parameters.forEach((name, i) => this.#locals.set(name, i))
  }

  declare(type: ValueType, ...names: readonly string[]): void {
    for (const name of names) {
      this.#locals.set(name, this.#locals.size)
      this.#localTypes.push(type)
    }
  }

  get(name: string): Code {
    return [0x20, ...unsigned(this.#indexOf(name))]
  }

  set(name: string, value: Code): void {
    this.#code.push(...value, 0x21, ...unsigned(this.#indexOf(name)))
  }

  storeInt(address: Code, value: Code, offset = 0): void {
    this.#code.push(...address, ...value, 0x36, 2, ...unsigned(offset))
  }

  storeDouble(address: Code, value: Code, offset = 0): void {
    this.#code.push(...address, ...value, 0x39, 3, ...unsigned(offset))
  }

  /** Jumps to `label` leave it. */
  block(label: string, write: () => void): void {
    this.#nest(0x02, label, write)
  }

  /** Jumps to `label` begin it anew; its end is left. */
  loop(label: string, write: () => void): void {
    this.#nest(0x03, label, write)
  }

  when(condition: Code, write: () => void, otherwise?: () => void): void {
    this.#code.push(...condition)
    this.#nest(0x04, undefined, () => {
      write()
      if (otherwise === undefined) return
      this.#code.push(0x05)
      otherwise()
    })
  }

  jump(label: string): void {
    this.#code.push(0x0c, ...unsigned(this.#depthOf(label)))
  }

  jumpIf(label: string, condition: Code): void {
    this.#code.push(...condition, 0x0d, ...unsigned(this.#depthOf(label)))
  }

  /** The function's value, at its end. */
  result(value: Code): void {
    this.#code.push(...value)
  }

  toModule(pages: number): Uint8Array<ArrayBuffer> {
    return encodeModule(pages, this.#localTypes, this.#code)
  }

  #nest(code: number, label: string | undefined, write: () => void): void {
    this.#code.push(code, noValue)
    this.#labels.push(label)
    write()
    this.#labels.pop()
    this.#code.push(0x0b)
  }

  #depthOf(label: string): number {
    const at = this.#labels.lastIndexOf(label)
    if (at < 0) throw new RangeError(`no place is called ${label}`)
    return this.#labels.length - 1 - at
  }

  #indexOf(name: string): number {
    const index = this.#locals.get(name)
    if (index === undefined) throw new RangeError(`no local is called ${name}`)
    return index
  }
}

const noValue = 0x40
/** Calls the imported function. @param step number of the step whose parser is meant */
export const callParseTime = (step: Code, start: Code, end: Code): Code => [...step, ...start, ...end, 0x10, 0]
