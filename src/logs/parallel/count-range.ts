import { closeSync, openSync, readSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { OpenInput } from '../query/line-counter.ts'

/** A part of a file, from byte `from` up to `to`. */
export interface FileRange { path: string, from: number, to: number }

/** Bytes after which signals and timers of the thread have their turn. */
const turnBytes = 8 << 20

/**
 * Reads a part of a file into a count, straight into the memory where it is scanned.
 * @param isStopped ends it early
 * @throws Error of node:fs where it cannot be read
 */
export async function countRange({ path, from, to }: FileRange, input: OpenInput, isStopped: () => boolean): Promise<void> {
  const file = openSync(path, 'r')
  try {
    let at = from
    let turn = at + turnBytes
    const read = (into: Uint8Array): number => {
      const length = readSync(file, into, 0, Math.min(into.length, to - at), at)
      at += length
      return length
    }
    while (at < to && !isStopped() && input.readFrom(read)) {
      if (at < turn) continue
      turn = at + turnBytes
      await setImmediate()
    }
  } finally {
    closeSync(file)
    input.endFile()
  }
}
