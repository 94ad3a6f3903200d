import { formatHead, type Rows } from './rows.ts'

/** How a page is written. */
export type PageFormat = 'text' | 'openmetrics'

export const contentTypes: Readonly<Record<PageFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/**
 * Buffers that pages are written into, used again once a page is sent: making one of tens of megabytes costs as much as filling it.
 * Only a few are kept.
 */
export class PageBuffers {
  readonly #free: Buffer[] = []

  take(size: number): Buffer {
    const index = this.#free.findIndex(buffer => buffer.length >= size)
    return index < 0 ? Buffer.allocUnsafeSlow(Math.max(4096, Math.ceil(size * 1.1))) : this.#free.splice(index, 1)[0] as Buffer
  }

  give(buffer: Buffer): void {
    if (this.#free.length < 2) this.#free.push(buffer)
  }
}

/** A page, and the buffer it lies in, which goes back to `PageBuffers` when it is sent. */
export interface Page { bytes: Buffer, buffer: Buffer }

/**
 * Writes a page: each family once, in the order of its first rows, with the series of all targets together.
 * @param end further text for the end, already in the format (the process's own metrics)
 */
export function encodePage(all: Iterable<Rows>, format: PageFormat, buffers: PageBuffers, end = ''): Page {
  const families = new Map<string, Rows[]>()
  let size = Buffer.byteLength(end) + 16
  for (const rows of all) {
    if (rows.count === 0) continue
    const known = families.get(rows.family.name)
    if (known === undefined) {
      families.set(rows.family.name, [rows])
      size += Buffer.byteLength(formatHead(rows.family, true))
    } else known.push(rows)
    size += rows.size
  }
  const buffer = buffers.take(size)
  let at = 0
  for (const list of families.values()) {
    const [first] = list
    if (first !== undefined) at += buffer.write(formatHead(first.family, format === 'openmetrics'), at)
    for (const rows of list) at = rows.write(buffer, at)
  }
  at += buffer.write(end, at)
  if (format === 'openmetrics') at += buffer.write('# EOF\n', at)
  return { bytes: buffer.subarray(0, at), buffer }
}
