import type { SweepProgress } from './run/run-sweep.ts'
import { escapeText } from '../report/escape.ts'

interface Stream { isTTY?: boolean, columns?: number, write: (text: string) => unknown }

/** Between lines of a log, milliseconds. */
const logEvery = 30_000

/** `312/1000 done, 3 failed, 41 findings` on one line of a terminal; elsewhere a line of the log every half minute, and at the end. */
export class SweepProgressLine {
  readonly #stream: Stream
  readonly #now: () => number
  #shown = false
  #loggedAt: number

  constructor(stream: Stream, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#now = now
    this.#loggedAt = now()
  }

  show(progress: SweepProgress): void {
    const { done, failed, findings, total, target } = progress
    const text = `${done}/${total} done, ${failed} failed, ${findings} ${findings === 1 ? 'finding' : 'findings'}, ${total - done} left`
    if (this.#stream.isTTY === true) {
      this.#stream.write(`\r\x1b[K${`${text}  ${escapeText(target)}`.slice(0, (this.#stream.columns ?? 80) - 1)}`)
      this.#shown = true
    } else if (done === total || this.#now() - this.#loggedAt >= logEvery) {
      this.#loggedAt = this.#now()
      this.#stream.write(`sweep: run ${progress.run}: ${text}\n`)
    }
  }

  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[K')
    this.#shown = false
  }
}
