import type { ProcessLogPart } from '../../evidence/parts.ts'
import { LineReader } from '../../sources/logs/lines/line-reader.ts'
import { looksLikeAccess } from '../../sources/logs/lines/looks-like-access.ts'
import { ProcessEvents } from '../../sources/logs/process/process-events.ts'
import type { LogLine } from '../log-report.ts'
import type { GroupingState } from './grouping.ts'
import { LineSamples } from './line-samples.ts'
import { RowCounter, type CountRequest, type RowCountState, type RowsOf } from './row-counter.ts'

/** What one input gave. Times in milliseconds since the epoch. */
export interface CountedInput extends RowsOf {
  lines: number
  access: number
  unread: number
  formats: Record<string, number>
  /** What process lines say, of each part that was read by itself. */
  process: readonly ProcessLogPart[]
  /** Lines cut off by the end of the input. */
  cut: number
}

/** An input that is being read. */
export interface OpenInput {
  write: (chunk: Uint8Array) => void
  /** Has `read` fill memory with further bytes, which spares a copy. @returns whether there were any */
  readFrom: (read: (into: Uint8Array) => number) => boolean
  /** Brings what is known of it up to date, for a report before its end. */
  refresh: () => void
  /** Ends it; what is written afterwards is a new file of the same name. */
  endFile: () => void
}

/** What one part of an input gave. */
export interface PartState { rows: RowCountState, input: CountedInput | undefined, unread: LineCounter['unread'] }

const mostUnreadSamples = 5
const windowParts = 12

/** Reads any number of inputs: counts their access-log lines, gathers the process lines between them, keeps the first lines that are neither. */
export class LineCounter {
  readonly #request: CountRequest
  readonly #window: number | undefined
  /** Parts of the window before the one that is being counted, oldest first. */
  readonly #earlier: RowCounter[] = []
  #rows: RowCounter
  readonly inputs: CountedInput[] = []
  readonly unread = { damaged: 0, unknown: 0, tooLong: 0, samples: [] as LogLine[] }
  readonly #formats: readonly string[]
  readonly #samples = new LineSamples(mostUnreadSamples)

  /**
   * @param formats access-log formats that are tried first
   * @param window milliseconds before the newest request: what is older is forgotten, a twelfth of the window at a time
   */
  constructor(request: CountRequest, formats: readonly string[], window?: number) {
    this.#request = request
    this.#rows = new RowCounter(request)
    this.#formats = formats
    this.#window = window
  }

  /** What was counted; of a window, of the window alone. */
  get rows(): RowCounter {
    if (this.#earlier.length === 0) return this.#rows
    const whole = new RowCounter(this.#request)
    for (const part of [...this.#earlier, this.#rows]) whole.merge(part.state())
    return whole
  }

  /** Begins an input. */
  openInput(source: string): OpenInput {
    const input: CountedInput = { source, line: 0, lines: 0, access: 0, unread: 0, formats: {}, from: Infinity, to: -Infinity, process: [], cut: 0 }
    this.inputs.push(input)
    const events = new ProcessEvents(source)
    let lines = this.#startReader(input, events)
    let before = 0
    const refresh = (): void => {
      input.lines = before + lines.lines
      const process = events.finish()
      input.process = process === undefined ? [] : [process]
    }
    const endFile = (): void => {
      lines.end()
      before += lines.lines
      lines = this.#startReader(input, events)
      refresh()
    }
    return { write: chunk => lines.write(chunk), readFrom: read => lines.readFrom(read), refresh, endFile }
  }

  /** What was counted of one input, as plain data that can go from one thread to another. */
  state(): PartState {
    return { rows: this.#rows.state(), input: this.inputs[0], unread: this.unread }
  }

  /**
   * Adds what was counted of the next part of the input that was opened last.
   * @param placed whether the parts before were read to their end; else nobody knows the places of this one's lines, and none is shown
   */
  mergePart({ rows, input: part, unread }: PartState, placed: boolean): void {
    this.#rows.merge(moveSamples(rows, placed ? this.inputs.at(-1)?.lines ?? 0 : undefined))
    const input = this.inputs.at(-1)
    if (input === undefined || part === undefined) return
    for (const { line, text } of placed ? unread.samples : []) this.#samples.keepText(this.unread.samples, input.source, input.lines + line, text)
    for (const kind of ['damaged', 'unknown', 'tooLong'] as const) this.unread[kind] += unread[kind]
    for (const [format, lines] of Object.entries(part.formats)) input.formats[format] = (input.formats[format] ?? 0) + lines
    for (const key of ['lines', 'access', 'unread', 'cut'] as const) input[key] += part[key]
    input.from = Math.min(input.from, part.from)
    input.to = Math.max(input.to, part.to)
    input.process = [...input.process, ...part.process]
  }

  /** Begins a new part of the window when the one that is counted is long enough, and forgets those that lie before it. */
  #move(window: number): void {
    const { from, to } = this.#rows.totals
    if (to - from < window / windowParts) return
    this.#earlier.push(this.#rows)
    this.#rows = new RowCounter(this.#request)
    while ((this.#earlier[0]?.totals.to ?? Infinity) < to - window) this.#earlier.shift()
  }

  #startReader(input: CountedInput, events: ProcessEvents): LineReader {
    return new LineReader(this.#rows.plan, this.#formats, {
      onRows: ({ bytes, batch, fields, line, format }) => {
        input.access += batch.count
        input.formats[format] = (input.formats[format] ?? 0) + batch.count
        input.line = line
        this.#rows.filter?.noteFormat(fields, batch.count)
        this.#rows.add(input, bytes, batch, fields)
        if (this.#window !== undefined) this.#move(this.#window)
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

/** A part numbers its lines from 1. @param lines before it; undefined where that is not known */
function moveSamples(rows: RowCountState, lines: number | undefined): RowCountState {
  const move = (grouping: GroupingState): GroupingState => ({
    ...grouping, samples: lines === undefined ? [] : grouping.samples.map(samples => samples?.map(sample => ({ ...sample, line: sample.line + lines }))),
  })
  return { ...rows, groupings: rows.groupings.map(move), failures: rows.failures === undefined ? undefined : move(rows.failures) }
}
