import type { ProcessLogPart } from '../../evidence/parts.ts'
import { LineReader } from '../../sources/logs/lines/line-reader.ts'
import { looksLikeAccess } from '../../sources/logs/lines/looks-like-access.ts'
import { ProcessEvents } from '../../sources/logs/process/process-events.ts'
import { planFields, type FieldPlan } from '../../sources/logs/scan/field-plan.ts'
import { spanStride } from '../../sources/logs/scan/scanner.ts'
import { outcomeFields, RowReader } from '../../sources/logs/summary/row-reader.ts'
import type { LogLine } from '../log-report.ts'
import { ColumnCounts } from './column-counts.ts'
import { GroupedCounts, type Group } from './grouped-counts.ts'
import { fieldsOfWhere, LineFilter, type Where } from './line-filter.ts'
import { LineSamples } from './line-samples.ts'
import { TimeSlices } from './time-slices.ts'

/** What to count. Times in milliseconds since the epoch. */
export interface CountRequest {
  /** Fields to group by; undefined groups failures by what tells them apart. */
  by: readonly string[] | undefined
  where: Where | undefined
  since: number | undefined
  until: number | undefined
  /** Milliseconds of a slice of the series; undefined for what fits. */
  interval: number | undefined
  /** Lines kept of each group. */
  samples: number
  /** Formats to try first. */
  formats: readonly string[]
}

/** What one input gave. */
export interface CountedInput {
  source: string
  lines: number
  access: number
  unread: number
  formats: Record<string, number>
  from: number
  to: number
  process: ProcessLogPart | undefined
  /** Lines cut off by the end of the input. */
  cut: number
}

/** The columns of failures, and those that only failed lines fill. */
export const failureColumns = ['code', 'flags', 'authority', 'route', 'upstream', 'cluster', 'grpc', 'details', 'failure', 'method', 'path'] as const
const failuresOnly = new Set(['details', 'failure', 'method', 'path'])
const rareFailureColumns = ['upstream', 'route', 'cluster', 'details', 'failure', 'method', 'path']
const mostUnreadSamples = 5
const backwardsMilliseconds = 60_000

/** Counts access-log lines of any number of inputs and gathers the process lines between them. Memory does not grow with the input. */
export class LineCounter {
  readonly columns: readonly string[]
  readonly slices: TimeSlices
  readonly inputs: CountedInput[] = []
  readonly unread = { damaged: 0, unknown: 0, tooLong: 0, samples: [] as LogLine[] }
  readonly filter: LineFilter | undefined
  requests = 0
  errors = 0
  healthChecks = 0
  leftOut = 0
  undated = 0
  backwards = 0
  from = Infinity
  to = -Infinity
  readonly #request: CountRequest
  readonly #plan: FieldPlan
  readonly #reader: RowReader
  readonly #groups: GroupedCounts
  readonly #row: Int32Array
  /** Latency of all requests by authority and by upstream; empty with other groups. */
  readonly latency: { authority: ColumnCounts, upstream: ColumnCounts } | undefined
  readonly #samples: LineSamples
  readonly #unreadSamples = new LineSamples(mostUnreadSamples)
  readonly #at: { time: number, duration: number, grpc: number, source: number }

  constructor(request: CountRequest) {
    this.#request = request
    const { by, where } = request
    const columns = by === undefined ? [...failureColumns] : by.map(field => field === 'grpcStatus' ? 'grpc' : field)
    this.columns = columns.includes('grpc') ? columns : [...columns, 'grpc']
    const wanted = this.columns.filter(column => column !== 'grpc' && column !== 'source')
    this.#plan = planFields([...outcomeFields, ...wanted, ...where === undefined ? [] : fieldsOfWhere(where), 'clusterRaw', 'upstreamAddress'])
    this.#reader = new RowReader(this.#plan, this.columns, by === undefined ? failuresOnly : new Set())
    this.filter = where === undefined ? undefined : new LineFilter(where, this.#plan)
    this.slices = new TimeSlices(request.interval)
    this.#samples = new LineSamples(request.samples)
    const rare = this.columns.flatMap((column, i) => by !== undefined || rareFailureColumns.includes(column) ? [i] : [])
    this.#groups = new GroupedCounts(this.columns.length, rare, column => this.#reader.overflowOf(column))
    this.#row = new Int32Array(this.columns.length)
    this.latency = by === undefined ? { authority: new ColumnCounts(this.columns.indexOf('authority')), upstream: new ColumnCounts(this.columns.indexOf('upstream')) } : undefined
    this.#at = {
      time: this.#plan.numbers.indexOf('time'), duration: this.#plan.numbers.indexOf('duration'),
      grpc: this.columns.indexOf('grpc'), source: by === undefined ? -1 : this.columns.indexOf('source'),
    }
  }

  get groups(): readonly Group[] {
    return this.#groups.list()
  }

  get folded(): number {
    return this.#groups.folded
  }

  /** A group's value of a column, as a person reads it; empty for none. */
  text(column: number, group: Group): string {
    return this.textOf(column, group.row[column] ?? 0)
  }

  textOf(column: number, value: number): string {
    if (this.columns[column] === 'grpc') return value <= 0 ? '' : String(value - 1)
    if (this.columns[column] === 'code') return value < 0 ? '' : String(value)
    return value === 0 ? '' : this.#reader.text(column, value)
  }

  /** Begins an input; write its bytes, then end it. */
  openInput(source: string): { write: (chunk: Uint8Array) => void, end: () => void } {
    const input: CountedInput = { source, lines: 0, access: 0, unread: 0, formats: {}, from: Infinity, to: -Infinity, process: undefined, cut: 0 }
    this.inputs.push(input)
    const events = new ProcessEvents(source)
    const sourceId = this.#at.source < 0 ? 0 : this.#reader.intern(this.#at.source, source)
    const lines = new LineReader(this.#plan, this.#request.formats, {
      onRows: rows => {
        input.access += rows.batch.count
        input.formats[rows.format] = (input.formats[rows.format] ?? 0) + rows.batch.count
        this.filter?.noteFormat(rows.fields, rows.batch.count)
        this.#addRows(input, sourceId, rows)
      },
      onOther: (latin1, line, cut) => {
        const text = /[^\x00-\x7f]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1
        const damaged = looksLikeAccess(text)
        if (!damaged && events.add(text)) return
        input.unread++
        if (cut && damaged) input.cut++
        this.unread[damaged ? 'damaged' : 'unknown']++
        this.#unreadSamples.keepText(this.unread.samples, source, line, text)
      },
      onTooLong: () => {
        input.unread++
        this.unread.tooLong++
      },
    })
    return {
      write: chunk => lines.write(chunk),
      end: () => {
        lines.end()
        input.lines = lines.lines
        input.process = events.finish()
      },
    }
  }

  #addRows(input: CountedInput, sourceId: number, { bytes, batch, line }: { bytes: Uint8Array, batch: Parameters<RowReader['read']>[1], line: number }): void {
    const { since = -Infinity, until = Infinity, samples } = this.#request
    const stride = spanStride(this.#plan)
    const numbers = this.#plan.numbers.length
    const { values, outcome } = this.#reader
    for (let i = 0; i < batch.count; i++) {
      const time = batch.numbers[i * numbers + this.#at.time] ?? -1
      if (time >= 0 && (time < since || time > until)) {
        this.leftOut++
        continue
      }
      this.#reader.read(bytes, batch, i)
      if (this.filter?.test(bytes, batch, i, outcome, (values[this.#at.grpc] ?? 0) - 1) === false) {
        this.leftOut++
        continue
      }
      this.#noteTime(input, time)
      if (outcome.healthCheck) {
        this.healthChecks++
        continue
      }
      this.requests++
      if (outcome.error) this.errors++
      const duration = batch.numbers[i * numbers + this.#at.duration] ?? -1
      if (time >= 0) this.slices.add(time, outcome.error, duration)
      if (this.latency !== undefined) {
        this.latency.authority.add(values, outcome.error, duration)
        this.latency.upstream.add(values, outcome.error, duration)
        if (!outcome.error) continue
      }
      this.#row.set(values)
      if (this.#at.source >= 0) this.#row[this.#at.source] = sourceId
      const group = this.#groups.add(this.#row, outcome.error, duration)
      if (samples > 0) {
        this.#samples.keep(group.samples, input.source, line + i, bytes, batch.spans[i * stride] ?? 0, batch.spans[i * stride + 1] ?? 0)
      }
    }
  }

  #noteTime(input: CountedInput, time: number): void {
    if (time < 0) {
      this.undated++
      return
    }
    if (time < input.to - backwardsMilliseconds) this.backwards++
    if (time < input.from) input.from = time
    if (time > input.to) input.to = time
    if (time < this.from) this.from = time
    if (time > this.to) this.to = time
  }
}
