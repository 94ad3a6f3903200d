import { LineReader } from '../../sources/logs/lines/line-reader.ts'
import { ProcessEvents } from '../../sources/logs/process/process-events.ts'
import { planFields } from '../../sources/logs/scan/field-plan.ts'

const plan = planFields(['time'])

/** The times of a part of a log. */
export interface Times { first: number | undefined, oldest: number | undefined, newest: number | undefined }

/** Finds the times in a part of a log, which may begin and end inside a line. Milliseconds since the epoch. */
export class TimeFinder {
  readonly #events = new ProcessEvents('')
  readonly #lines: LineReader
  #first: number | undefined
  #oldest = Infinity
  #newest = -Infinity

  constructor(formats: readonly string[]) {
    this.#lines = new LineReader(plan, formats, {
      onRows: ({ batch }) => {
        for (let i = 0; i < batch.count; i++) {
          const time = batch.numbers[i] ?? -1
          if (time < 0) continue
          this.#first ??= time
          this.#oldest = Math.min(this.#oldest, time)
          this.#newest = Math.max(this.#newest, time)
        }
      },
      onOther: text => { this.#events.add(text) },
      onTooLong: () => undefined,
    })
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk)
  }

  end(): Times {
    this.#lines.end()
    const process = this.#events.finish()
    return {
      first: this.#first ?? process?.from,
      oldest: this.#oldest === Infinity ? process?.from : this.#oldest,
      newest: this.#newest === -Infinity ? process?.to : this.#newest,
    }
  }
}
