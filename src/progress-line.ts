import type { Progress } from './sources/collect/request-plan.ts'

/** `reading checkout 3/12 … 7 s left /stats` on a terminal's standard error; nothing elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #shown = false

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  show(progress: Progress): void {
    if (!this.#stream.isTTY) return
    const left = progress.secondsLeft === undefined ? '' : ` … ${progress.secondsLeft} s left`
    this.#stream.write(`\r\x1b[Kreading ${progress.target} ${progress.done}/${progress.total}${left} ${progress.step}`.slice(0, (this.#stream.columns || 80) + 4))
    this.#shown = true
  }

  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[K')
    this.#shown = false
  }
}
