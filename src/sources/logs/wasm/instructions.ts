import { signed, unsigned, type Code } from './encode.ts'

/** Instructions that leave one value on the stack, after their operands. Addresses are in bytes, loads need no alignment. */

export const i32 = (value: number): Code => [0x41, ...signed(value | 0)]
export const i64 = (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))]
export const f64 = (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)]

const binary = (code: number) => (a: Code, b: Code): Code => [...a, ...b, code]
export const equal = binary(0x46)
export const notEqual = binary(0x47)
export const lessUnsigned = binary(0x49)
export const greater = binary(0x4a)
export const greaterUnsigned = binary(0x4b)
export const atMostUnsigned = binary(0x4d)
export const atLeast = binary(0x4e)
export const add = binary(0x6a)
export const subtract = binary(0x6b)
export const multiply = binary(0x6c)
export const and = binary(0x71)
export const or = binary(0x72)
export const shiftLeft = binary(0x74)
export const zeros = (a: Code): Code => [...a, 0x68]
export const isZero = (a: Code): Code => [...a, 0x45]
/** The first where the condition is not 0. */
export const select = (first: Code, second: Code, condition: Code): Code => [...first, ...second, ...condition, 0x1b]

export const long = {
  notEqual: binary(0x52), add: binary(0x7c), multiply: binary(0x7e), and: binary(0x83), or: binary(0x84), xor: binary(0x85),
  shiftLeft: binary(0x86), shiftRight: binary(0x88),
  isZero: (a: Code): Code => [...a, 0x50],
  of: (a: Code): Code => [...a, 0xad],
  toInt: (a: Code): Code => [...a, 0xa7],
}

export const double = {
  notEqual: binary(0x62), add: binary(0xa0), multiply: binary(0xa2),
  of: (a: Code): Code => [...a, 0xb7],
  ofLong: (a: Code): Code => [...a, 0xba],
}

const load = (...code: number[]) => (address: Code, offset = 0): Code => [...address, ...code, 0, ...unsigned(offset)]
export const loadByte = load(0x2d)
export const loadShort = load(0x2f)
export const loadInt = load(0x28)
export const loadLong = load(0x29)
export const loadDouble = load(0x2b)
export const loadVector = load(0xfd, 0)

/** Sixteen bytes at once. */
export const vector = {
  /** The same byte sixteen times. */
  all: (byte: number): Code => [0xfd, 0x0c, ...Array<number>(16).fill(byte)],
  of: (bytes: readonly number[]): Code => [0xfd, 0x0c, ...bytes],
  equal: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x23],
  less: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x26],
  greater: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x28],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x71],
  or: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x50],
  allTrue: (a: Code): Code => [...a, 0xfd, 0x63],
  /** One bit for each byte, the first byte's lowest. */
  bits: (a: Code): Code => [...a, 0xfd, 0x64],
}
