import type { ProcessLogPart } from '../../evidence/parts.ts'
import { LineReader } from '../../sources/logs/lines/line-reader.ts'
import { looksLikeAccess } from '../../sources/logs/lines/looks-like-access.ts'
import { ProcessEvents } from '../../sources/logs/process/process-events.ts'
import type { LogLine } from '../log-report.ts'
import { LineSamples } from './line-samples.ts'
import { RowCounter, type CountRequest, type RowsOf } from './row-counter.ts'

/** What one input gave. Times in milliseconds since the epoch. */
export interface CountedInput extends RowsOf {
  lines: number
  access: number
  unread: number
  formats: Record<string, number>
  process: ProcessLogPart | undefined
  /** Lines cut off by the end of the input. */
  cut: number
}

/** An input that is being read. */
export interface OpenInput {
  write: (chunk: Uint8Array) => void
  /** Brings what is known of it up to date, for a report before its end. */
  refresh: () => void
  /** Ends it; what is written afterwards is a new file of the same name. */
  endFile: () => void
}

const mostUnreadSamples = 5

/** Reads any number of inputs: counts their access-log lines, gathers the process lines between them, keeps the first lines that are neither. */
export class LineCounter {
  readonly rows: RowCounter
  readonly inputs: CountedInput[] = []
  readonly unread = { damaged: 0, unknown: 0, tooLong: 0, samples: [] as LogLine[] }
  readonly #formats: readonly string[]
  readonly #samples = new LineSamples(mostUnreadSamples)

  /** @param formats access-log formats that are tried first */
  constructor(request: CountRequest, formats: readonly string[]) {
    this.rows = new RowCounter(request)
    this.#formats = formats
  }

  /** Begins an input. */
  openInput(source: string): OpenInput {
    const input: CountedInput = { source, line: 0, lines: 0, access: 0, unread: 0, formats: {}, from: Infinity, to: -Infinity, process: undefined, cut: 0 }
    this.inputs.push(input)
    const events = new ProcessEvents(source)
    let lines = this.#startReader(input, events)
    let before = 0
    const refresh = (): void => {
      input.lines = before + lines.lines
      input.process = events.finish()
    }
    const endFile = (): void => {
      lines.end()
      before += lines.lines
      lines = this.#startReader(input, events)
      refresh()
    }
    return { write: chunk => lines.write(chunk), refresh, endFile }
  }

  #startReader(input: CountedInput, events: ProcessEvents): LineReader {
    return new LineReader(this.rows.plan, this.#formats, {
      onRows: ({ bytes, batch, fields, line, format }) => {
        input.access += batch.count
        input.formats[format] = (input.formats[format] ?? 0) + batch.count
        input.line = line
        this.rows.filter?.noteFormat(fields, batch.count)
        this.rows.add(input, bytes, batch)
      },
      onOther: (latin1, line, cut) => {
        const text = /[^\x00-\x7f]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1
        const damaged = looksLikeAccess(text)
        if (!damaged && events.add(text)) return
        input.unread++
        if (cut && damaged) input.cut++
        this.unread[damaged ? 'damaged' : 'unknown']++
        this.#samples.keepText(this.unread.samples, input.source, line, text)
      },
      onTooLong: () => {
        input.unread++
        this.unread.tooLong++
      },
    })
  }
}
