import { closeSync, openSync, readSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { LineReader } from '../lines/line-reader.ts'
import { looksLikeAccess } from '../lines/looks-like-access.ts'
import { LogCount, type CountState } from '../summary/log-count.ts'
import type { LogQuery } from '../summary/log-query.ts'

/** A part of a file, from byte `from` up to `to`, that begins and ends with whole lines. */
export interface FileRange { path: string, from: number, to: number }

/** Lines that were not counted, and the first of them, which counts from 1. */
export interface Unread { count: number, first: number }

export interface RangeCount {
  state: CountState
  lines: number
  /** Lines that look like access-log lines but are not whole; other lines; lines above 1 MiB. */
  damaged: Unread
  other: Unread
  tooLong: Unread
}

/** Bytes after which signals and timers of this thread have their turn. */
const turnBytes = 16 << 20

/** Counts the lines of a part of a file. @throws Error of node:fs where it cannot be read */
export async function countRange({ path, from, to }: FileRange, query: LogQuery, formats: readonly string[]): Promise<RangeCount> {
  const count = new LogCount(query)
  const unread = { damaged: { count: 0, first: 0 }, other: { count: 0, first: 0 }, tooLong: { count: 0, first: 0 } }
  const lines = new LineReader(count.plan, formats, {
    onRows: ({ bytes, batch }) => count.add(bytes, batch),
    onOther: (text, line) => mark(looksLikeAccess(text) ? unread.damaged : unread.other, line),
    onTooLong: line => mark(unread.tooLong, line),
  })
  const file = openSync(path, 'r')
  try {
    let at = from
    let turn = at + turnBytes
    const read = (into: Uint8Array): number => {
      const length = readSync(file, into, 0, Math.min(into.length, to - at), at)
      at += length
      return length
    }
    while (at < to && lines.readFrom(read)) {
      if (at < turn) continue
      turn = at + turnBytes
      await setImmediate()
    }
  } finally {
    closeSync(file)
  }
  lines.end()
  return { state: count.state(), lines: lines.lines, ...unread }
}

function mark(seen: Unread, line: number): void {
  if (seen.count++ === 0) seen.first = line
}
