import type { LogLine } from '../log-report.ts'

const longestLine = 2_000
const mostBytes = 8 << 20

/** Lines kept to be shown, whole in number and in bytes bounded. */
export class LineSamples {
  #bytes = 0
  readonly #perList: number

  constructor(perList: number) {
    this.#perList = perList
  }

  /** Keeps the line in a list that has room. */
  keep(list: LogLine[], source: string, line: number, bytes: Uint8Array, start: number, end: number): void {
    if (list.length >= this.#perList || this.#bytes >= mostBytes) return
    this.keepText(list, source, line, Buffer.from(bytes.subarray(start, Math.min(end, start + longestLine))).toString('utf8'))
  }

  keepText(list: LogLine[], source: string, line: number, text: string): void {
    if (list.length >= this.#perList || this.#bytes >= mostBytes) return
    const kept = text.slice(0, longestLine).replace(/\r?\n$/, '')
    this.#bytes += kept.length
    list.push({ source, line, text: kept })
  }
}
