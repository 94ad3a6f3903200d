import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { LineReader } from '../../sources/logs/lines/line-reader.ts'
import { planFields } from '../../sources/logs/scan/field-plan.ts'
import type { FileRange } from './count-range.ts'

const headBytes = 64 * 1024
/** A smaller part is read faster than another thread starts. */
const leastBytes = 16 << 20

/**
 * Cuts a file into at most so many parts of about equal size, each of whole lines. A log with something around its lines, as Docker and
 * Kubernetes write them, stays in one part: a line there may go on in the next one.
 * @throws Error of node:fs where it cannot be read
 */
export function cutFile(path: string, parts: number, formats: readonly string[]): FileRange[] {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const most = Math.min(parts, Math.max(1, Math.floor(size / leastBytes)))
    if (most === 1 || hasWrappedLines(file, formats)) return [{ path, from: 0, to: size }]
    const cuts = Array.from({ length: most + 1 }, (_, i) => i === most ? size : i === 0 ? 0 : startOfLine(file, Math.floor(size * i / most), size))
    return cuts.slice(1).map((to, i) => ({ path, from: cuts[i] ?? 0, to })).filter(({ from, to }) => to > from)
  } finally {
    closeSync(file)
  }
}

function hasWrappedLines(file: number, formats: readonly string[]): boolean {
  const reader = new LineReader(planFields(['code']), formats, { onRows: () => undefined, onOther: () => undefined, onTooLong: () => undefined })
  const head = new Uint8Array(headBytes)
  reader.write(head.subarray(0, readSync(file, head, 0, headBytes, 0)))
  return reader.hasUnwrapped
}

/** The first start of a line at or behind `at`; the file's size where there is none. */
function startOfLine(file: number, at: number, size: number): number {
  const piece = new Uint8Array(headBytes)
  for (let place = at - 1; place < size;) {
    const length = readSync(file, piece, 0, headBytes, place)
    if (length === 0) return size
    const newline = piece.subarray(0, length).indexOf(10)
    if (newline >= 0) return place + newline + 1
    place += length
  }
  return size
}
