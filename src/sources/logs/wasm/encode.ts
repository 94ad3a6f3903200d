/** Bytes of WebAssembly, as few of its instructions as scanners need. Source: WebAssembly Core Specification 2.0, "Binary Format". */
export type Code = readonly number[]

/** A signed LEB128 number. */
export function signed(value: number | bigint): Code {
  const bytes: number[] = []
  for (let rest = BigInt(value); ;) {
    const low = Number(rest & 127n)
    rest >>= 7n
    if ((rest === 0n && low < 64) || (rest === -1n && low >= 64)) return [...bytes, low]
    bytes.push(low | 128)
  }
}

/** An unsigned LEB128 number. */
export function unsigned(value: number): Code {
  return value < 128 ? [value] : [value % 128 | 128, ...unsigned(Math.floor(value / 128))]
}

const text = (value: string): Code => [...unsigned(value.length), ...Buffer.from(value)]
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content]
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()]

export const types = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b } as const
export type ValueType = keyof typeof types

/**
 * A module that imports a memory (`io.memory`) and a function (`io.parseTime`, from three i32 to f64; number 0), and exports one function,
 * `scan`, from two i32 to i32.
 * @param pages of the memory, at least
 */
export function encodeModule(pages: number, locals: readonly ValueType[], body: Code): Uint8Array<ArrayBuffer> {
  const functionBody = [...list(locals.map(type => [1, types[type]])), ...body, 0x0b]
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, list([[0x60, 2, types.i32, types.i32, 1, types.i32], [0x60, 3, types.i32, types.i32, types.i32, 1, types.f64]])),
    ...section(2, list([[...text('io'), ...text('memory'), 2, 0, ...unsigned(pages)], [...text('io'), ...text('parseTime'), 0, 1]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...text('scan'), 0, 1]])),
    ...section(10, list([[...unsigned(functionBody.length), ...functionBody]])),
  ])
}
