import type { Random } from './random.ts'

/** What a mutation may use. */
export interface Material {
  /** Other inputs of the same target. */
  pool: readonly Uint8Array[]
  words: readonly Uint8Array[]
  /** Bytes. */
  longest: number
}

type Mutation = (input: Uint8Array, random: Random, material: Material) => Uint8Array

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)

/** Puts `piece` where the bytes from `from` to `to` were. */
const put = (input: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array => joined(input.subarray(0, from), piece, input.subarray(to))

const flipByte: Mutation = (input, random) => {
  const out = Uint8Array.from(input)
  if (out.length > 0) out[random.below(out.length)] = random.below(256)
  return out
}

const flipBit: Mutation = (input, random) => {
  const out = Uint8Array.from(input)
  const at = random.below(Math.max(1, out.length))
  if (out.length > 0) out[at] = (out[at] as number) ^ (1 << random.below(8))
  return out
}

const insertWord: Mutation = (input, random, { words }) => {
  const at = random.below(input.length + 1)
  return put(input, at, at, random.of(words))
}

const overwriteWord: Mutation = (input, random, { words }) => {
  const word = random.of(words)
  const at = random.below(input.length + 1)
  return put(input, at, Math.min(input.length, at + word.length), word)
}

/** Beginning of one input and end of another. */
const splice: Mutation = (input, random, { pool }) => {
  const other = random.of(pool)
  return joined(input.subarray(0, random.below(input.length + 1)), other.subarray(random.below(other.length + 1)))
}

const cutEnd: Mutation = (input, random) => input.subarray(0, random.below(input.length + 1))
const cutBegin: Mutation = (input, random) => input.subarray(random.below(input.length + 1))

const dropSpan: Mutation = (input, random) => {
  const from = random.below(input.length + 1)
  return put(input, from, Math.min(input.length, from + 1 + random.below(32)), new Uint8Array(0))
}

/** A piece of the input again and again: long names, deep nesting, many equal members. Mostly a few times, seldom up to the longest input. */
const repeat: Mutation = (input, random, { longest }) => {
  const from = random.below(input.length + 1)
  const piece = input.subarray(from, Math.min(input.length, from + 1 + random.below(24)))
  if (piece.length === 0) return input
  const most = random.once(400) ? longest / piece.length : 12
  const times = 1 + random.below(Math.max(1, Math.floor(most)))
  return put(input, from, from, joined(...Array<Uint8Array>(times).fill(piece)))
}

/** A number of the input becomes another. */
const changeNumber: Mutation = (input, random, material) => {
  const start = random.below(Math.max(1, input.length))
  let from = start
  while (from < input.length && !isDigit(input[from])) from++
  let to = from
  while (isDigit(input[to])) to++
  return from === to ? flipByte(input, random, material) : put(input, from, to, random.of(material.words.slice(0, 18)))
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** All line ends become those of Windows, or of nobody. */
const changeLineEnds: Mutation = (input, random) =>
  Buffer.from(Buffer.from(input).toString('latin1').replaceAll('\n', random.once(4) ? '\r' : '\r\n'), 'latin1')

const addMark: Mutation = input => joined(Uint8Array.of(0xef, 0xbb, 0xbf), input)

const swapLines: Mutation = (input, random, material) => {
  const lines = Buffer.from(input).toString('latin1').split('\n')
  if (lines.length < 2) return insertWord(input, random, material)
  const [a, b] = [random.below(lines.length), random.below(lines.length)]
  const first = lines[a] as string
  lines[a] = lines[b] as string
  lines[b] = first
  return Buffer.from(lines.join('\n'), 'latin1')
}

/** The commoner ones stand more than once. */
const mutations: readonly Mutation[] = [
  flipByte, flipByte, flipBit, insertWord, insertWord, insertWord, overwriteWord, overwriteWord, splice, splice, cutEnd, cutBegin,
  dropSpan, dropSpan, repeat, changeNumber, changeNumber, changeLineEnds, addMark, swapLines,
]

/** Changes an input in one to six ways. */
export function mutate(input: Uint8Array, random: Random, material: Material): Uint8Array {
  let out = input
  for (let left = 1 + random.below(random.once(3) ? 6 : 2); left > 0; left--) out = random.of(mutations)(out, random, material)
  return out.length > material.longest ? out.subarray(0, material.longest) : out
}
