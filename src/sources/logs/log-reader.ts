import type { LogSummary } from '../../evidence/log-summary.ts'
import type { ProcessLogPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import { LineReader } from './lines/line-reader.ts'
import { looksLikeAccess } from './lines/looks-like-access.ts'
import { ProcessEvents } from './process/process-events.ts'
import { LogTally, summaryFields } from './summary/log-tally.ts'

export interface LogReaderOptions {
  source: string
  /** Access-log formats that the proxy's configuration names, text or JSON; Envoy's default and the well-known ones are always tried. */
  formats?: readonly string[]
  /** How much of the log's end counts as now. */
  nowSeconds: number
  problems: Problem[]
}

/** What one file gave; `tally` can be merged with that of another file. */
export interface ReadLog { access: LogSummary | undefined, process: ProcessLogPart | undefined, tally: LogTally }

/** Reads a proxy's log, which may mix access and process lines, in one pass over its bytes. Memory does not grow with the log. */
export class LogReader {
  readonly #source: string
  readonly #problems: Problem[]
  readonly #lines: LineReader
  readonly #tally: LogTally
  readonly #events: ProcessEvents
  readonly #unparsed = { count: 0, first: 0 }
  readonly #cut = { count: 0, first: 0 }
  readonly #tooLong = { count: 0, first: 0 }

  constructor(options: LogReaderOptions) {
    this.#source = options.source
    this.#problems = options.problems
    const tally = new LogTally(options.nowSeconds)
    this.#tally = tally
    this.#events = new ProcessEvents(options.source)
    this.#lines = new LineReader(summaryFields, options.formats ?? [], {
      onRows: ({ bytes, batch, fields }) => tally.add(bytes, batch, fields),
      onOther: (text, line, cut) => this.#readOther(text, line, cut),
      onTooLong: line => mark(this.#tooLong, line),
    })
    for (const { mistakes } of this.#lines.wrong) {
      const [mistake] = mistakes
      this.#problems.push({ source: this.#source, message: `the configured access-log format cannot be used: ${mistake?.message ?? ''}` })
    }
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk)
  }

  end(): ReadLog {
    this.#lines.end()
    this.#report(this.#unparsed, 'access-log line is in no format that is known, or damaged, and was not counted', 'access-log lines are in no format that is known, or damaged, and were not counted')
    this.#report(this.#cut, 'access-log line is cut off by the end of the log and was not counted')
    this.#report(this.#tooLong, 'line is longer than 1 MiB and was skipped', 'lines are longer than 1 MiB and were skipped')
    return { access: this.#tally.summarise(this.#source, this.#unparsed.count + this.#cut.count), process: this.#events.finish(), tally: this.#tally }
  }

  #readOther(latin1: string, line: number, cut: boolean): void {
    const text = /[^\x00-\x7f]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1
    if (!looksLikeAccess(text)) this.#events.add(text)
    // A line that the end of the file cuts off says nothing about the format.
    else mark(cut ? this.#cut : this.#unparsed, line)
  }

  #report(seen: { count: number, first: number }, one: string, many = one): void {
    if (seen.count > 0) this.#problems.push({ source: this.#source, line: seen.first, message: `${seen.count} ${seen.count === 1 ? one : many}` })
  }
}

function mark(seen: { count: number, first: number }, line: number): void {
  if (seen.count++ === 0) seen.first = line
}
