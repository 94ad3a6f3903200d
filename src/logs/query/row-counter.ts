import { planFields, type FieldPlan } from '../../sources/logs/scan/field-plan.ts'
import { batchCapacity, spanStride, type Batch } from '../../sources/logs/scan/scanner.ts'
import { FlagsColumn, NumberColumn, type Column, type RowSet } from '../../sources/logs/summary/columns.ts'
import { GrpcColumn } from '../../sources/logs/summary/grpc-column.ts'
import { dropHealthChecks, outcomeFields, OutcomeReader } from '../../sources/logs/summary/outcomes.ts'
import { RowSetHolder } from '../../sources/logs/summary/row-set.ts'
import type { LogLine } from '../log-report.ts'
import { fieldsOfWhere, type Where } from './where.ts'
import { Grouping, type GroupingState, type ReadColumn } from './grouping.ts'
import { LineFilter } from './line-filter.ts'
import { LineSamples } from './line-samples.ts'
import { makeColumn, SourceColumn } from './make-column.ts'
import { keepRows } from './keep-rows.ts'
import { TimeSlices, type SlicesState } from './time-slices.ts'

/** What to count. Times in milliseconds since the epoch. */
export interface CountRequest {
  /** Lists of fields, each to group all requests by; undefined groups the failed ones by what tells them apart, and tells latencies. */
  by: readonly (readonly string[])[] | undefined
  where: Where | undefined
  since: number | undefined
  until: number | undefined
  /** Milliseconds of a slice of the series; undefined for what fits. */
  interval: number | undefined
  /** Lines kept of each group. */
  samples: number
}

/** The columns of failures. */
export const failureColumns = ['code', 'flags', 'authority', 'route', 'upstream', 'cluster', 'grpc', 'details', 'failure', 'method', 'path'] as const
const rareFailureColumns = new Set<string>(['upstream', 'route', 'cluster', 'details', 'failure', 'method', 'path'])
/** Whose latency is told where nothing else was asked for. */
const latencyBy = [['authority'], ['upstream']]
/** Failures are joined to larger groups anyway, where there are many. */
const mostFailureGroups = 4_000
const mostGroups = 10_000
const backwardsMilliseconds = 60_000

/** Where the rows are from; `to` is the newest time in it so far. */
export interface RowsOf { source: string, line: number, from: number, to: number }

/** What a count knows, as plain data. */
export interface RowCountState {
  totals: RowCounter['totals']
  lacking: readonly (readonly [string, number])[]
  slices: SlicesState
  groupings: readonly GroupingState[]
  failures: GroupingState | undefined
}

/** Counts rows of access-log lines. Memory does not grow with their number. */
export class RowCounter {
  readonly plan: FieldPlan
  readonly filter: LineFilter | undefined
  readonly slices: TimeSlices
  /** All requests, by what was asked for; else by authority, and by upstream. */
  readonly groupings: readonly Grouping[]
  /** Failed requests; undefined where something else was asked for. */
  readonly failures: Grouping | undefined
  readonly totals = { requests: 0, errors: 0, healthChecks: 0, leftOut: 0, undated: 0, backwards: 0, from: Infinity, to: -Infinity }
  readonly #request: CountRequest
  readonly #sources = new SourceColumn()
  readonly #holder = new RowSetHolder()
  readonly #outcomes: OutcomeReader
  readonly #codes: ReadColumn
  readonly #flags: ReadColumn
  readonly #grpc: ReadColumn
  /** Columns that are read of every row, beside code, flags and gRPC status, and of every failed row. */
  readonly #ofAll: readonly ReadColumn[]
  readonly #ofFailed: readonly ReadColumn[]
  readonly #kept = new Uint8Array(batchCapacity)
  readonly #durations = new Float64Array(batchCapacity)
  readonly #samples: LineSamples
  readonly #at: { time: number, duration: number }

  constructor(request: CountRequest) {
    this.#request = request
    const { by = latencyBy, where } = request
    const failed: readonly string[] = request.by === undefined ? failureColumns : []
    const plan = this.plan = planFields([...outcomeFields, 'time', 'duration', 'userAgent', ...[...by.flat(), ...failed].filter(column => !madeColumns.has(column)),
      ...where === undefined ? [] : fieldsOfWhere(where), 'clusterRaw', 'upstreamAddress'])
    const flags = new FlagsColumn(plan)
    this.#outcomes = new OutcomeReader(plan, flags, batchCapacity)
    const [codes, flagIds, grpc] = [new NumberColumn(plan, 'code'), flags, new GrpcColumn(plan)].map(read) as [ReadColumn, ReadColumn, ReadColumn]
    this.#codes = codes
    this.#flags = flagIds
    this.#grpc = grpc
    const known = new Map<string, ReadColumn>([['code', codes], ['flags', flagIds], ['grpcStatus', grpc], ['grpc', grpc], ['source', read(this.#sources)]])
    const columnOf = (field: string): ReadColumn => known.get(field) ?? known.set(field, read(makeColumn(plan, field))).get(field) as ReadColumn
    this.groupings = by.map(fields => new Grouping(fields, fields.map(columnOf), { rare: fields.map((_, i) => i), most: mostGroups }))
    this.#ofAll = [...known.values()].filter(column => column !== codes && column !== flagIds && column !== grpc)
    // Of failed rows everything is read again: they are few.
    this.#ofFailed = failed.map(field => read(columnOf(field).column))
    this.failures = failed.length === 0 ? undefined
      : new Grouping(failed, this.#ofFailed, { rare: failed.flatMap((column, i) => rareFailureColumns.has(column) ? [i] : []), most: mostFailureGroups })
    this.#samples = new LineSamples(request.samples)
    this.filter = where === undefined ? undefined : new LineFilter(where, plan)
    this.slices = new TimeSlices(request.interval)
    this.#at = { time: plan.numbers.indexOf('time'), duration: plan.numbers.indexOf('duration') }
  }

  /** Requests whose group was folded, in any of the groupings that were asked for. */
  get folded(): number {
    return (this.#request.by === undefined ? [] : this.groupings).reduce((sum, grouping) => sum + grouping.folded, this.failures?.folded ?? 0)
  }

  /** What was counted, as plain data that can go from one thread to another. */
  state(): RowCountState {
    return {
      totals: this.totals, lacking: [...this.filter?.lacking ?? []], slices: this.slices.state(),
      groupings: this.groupings.map(grouping => grouping.state()), failures: this.failures?.state(),
    }
  }

  /** Adds what a count of the same request found in lines after these. */
  merge({ totals, lacking, slices, groupings, failures }: RowCountState): void {
    const mine = this.totals
    for (const key of ['requests', 'errors', 'healthChecks', 'leftOut', 'undated', 'backwards'] as const) mine[key] += totals[key]
    mine.from = Math.min(mine.from, totals.from)
    mine.to = Math.max(mine.to, totals.to)
    this.slices.merge(slices)
    for (const [field, lines] of lacking) this.filter?.lacking.set(field, (this.filter.lacking.get(field) ?? 0) + lines)
    const { samples } = this.#request
    groupings.forEach((grouping, i) => this.groupings[i]?.merge(grouping, samples))
    if (failures !== undefined) this.failures?.merge(failures, samples)
  }

  add(of: RowsOf, bytes: Uint8Array, batch: Batch, fields: ReadonlySet<string>): void {
    const set = this.#holder.take(bytes, batch)
    this.#dropByTime(set)
    this.totals.healthChecks += dropHealthChecks(set, this.plan)
    readAll(set, [this.#codes, this.#flags, this.#grpc])
    const [codes, flags, grpc] = [this.#codes.ids, this.#flags.ids, this.#grpc.ids]
    const { errors } = this.#outcomes
    this.#outcomes.read(set, codes, flags, grpc, fields)
    if (this.filter !== undefined) {
      this.filter.test(set, errors, grpc, this.#kept)
      this.totals.leftOut += keepRows(set, this.#kept, errors, codes, flags, grpc)
    }
    if (set.count === 0) return
    this.#addTotals(set, of)
    this.#sources.enter(of.source)
    readAll(set, this.#ofAll)
    const onGroup = this.#request.samples === 0 ? undefined : (k: number, samples: LogLine[]): void => this.#keepSample(samples, of, set, k)
    const { failures } = this
    for (const grouping of this.groupings) grouping.add(set, errors, this.#durations, failures === undefined ? onGroup : undefined)
    if (failures === undefined) return
    keepRows(set, errors, errors, this.#durations)
    if (set.count === 0) return
    readAll(set, this.#ofFailed)
    failures.add(set, errors, this.#durations, onGroup)
  }

  #dropByTime(set: RowSet): void {
    const { since = -Infinity, until = Infinity } = this.#request
    if (since === -Infinity && until === Infinity) return
    for (let k = 0; k < set.count; k++) {
      const time = this.#number(set, k, this.#at.time)
      this.#kept[k] = time < 0 || (time >= since && time <= until) ? 1 : 0
    }
    this.totals.leftOut += keepRows(set, this.#kept)
  }

  #addTotals(set: RowSet, of: RowsOf): void {
    const { totals } = this
    const { errors } = this.#outcomes
    totals.requests += set.count
    for (let k = 0; k < set.count; k++) {
      const duration = this.#durations[k] = this.#number(set, k, this.#at.duration)
      const error = errors[k] === 1
      if (error) totals.errors++
      const time = this.#number(set, k, this.#at.time)
      if (time < 0) {
        totals.undated++
        continue
      }
      if (time < of.to - backwardsMilliseconds) totals.backwards++
      if (time < of.from) of.from = time
      if (time > of.to) of.to = time
      if (time < totals.from) totals.from = time
      if (time > totals.to) totals.to = time
      this.slices.add(time, error, duration)
    }
  }

  #keepSample(samples: LogLine[], of: RowsOf, { bytes, batch: { spans }, rows }: RowSet, k: number): void {
    const row = rows[k] ?? 0
    const at = row * spanStride(this.plan)
    this.#samples.keep(samples, of.source, of.line + row, bytes, spans[at] ?? 0, spans[at + 1] ?? 0)
  }

  #number({ batch, rows }: RowSet, k: number, at: number): number {
    return at < 0 ? -1 : batch.numbers[(rows[k] ?? 0) * this.plan.numbers.length + at] ?? -1
  }
}

/** Columns that no field of a line gives by itself. */
const madeColumns = new Set(['grpc', 'grpcStatus', 'source'])

const read = (column: Column): ReadColumn => ({ column, ids: new Int32Array(batchCapacity) })

function readAll(set: RowSet, columns: readonly ReadColumn[]): void {
  for (const { column, ids } of columns) column.read(set, ids)
}
