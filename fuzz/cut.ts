import { Broken } from './target.ts'
import type { Random } from './random.ts'

/** Bytes in pieces, cut at up to seven places. */
export function cutUp(input: Uint8Array, random: Random): Uint8Array[] {
  const cuts = Array.from({ length: 1 + random.below(7) }, () => random.below(input.length + 1)).sort((a, b) => a - b)
  const pieces: Uint8Array[] = []
  let from = 0
  for (const cut of [...cuts, input.length]) {
    pieces.push(input.subarray(from, cut))
    from = cut
  }
  return pieces
}

/** Gives pieces to a reader in a buffer that is overwritten afterwards: a reader may not keep what belongs to its caller. */
export function feed(pieces: readonly Uint8Array[], write: (piece: Uint8Array) => void): void {
  for (const piece of pieces) {
    const lent = Uint8Array.from(piece)
    write(lent)
    lent.fill(0x58)
  }
}

/** A value as text that tells apart all that evidence can hold, private fields aside. */
export function show(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return `${item}n`
    if (typeof item === 'number' && !Number.isFinite(item)) return String(item)
    if (typeof item === 'object' && item !== null && !Array.isArray(item) && Symbol.iterator in item) return [...item as Iterable<unknown>]
    return item
  })
}

/** @throws Broken where cutting the same bytes elsewhere gave another result. */
export function demandSame(whole: string, cut: string): void {
  if (whole === cut) return
  let at = 0
  while (at < whole.length && whole[at] === cut[at]) at++
  const near = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60))
  throw new Broken(`cut elsewhere, the same bytes give another result: ${near(whole)} and ${near(cut)}`)
}
