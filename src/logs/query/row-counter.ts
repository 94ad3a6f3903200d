import { batchCapacity, spanStride, type Batch } from '../../sources/logs/scan/scanner.ts'
import { planFields, type FieldPlan } from '../../sources/logs/scan/field-plan.ts'
import { FlagsColumn, NumberColumn, type Column, type RowSet } from '../../sources/logs/summary/columns.ts'
import { GrpcColumn } from '../../sources/logs/summary/grpc-column.ts'
import { dropHealthChecks, outcomeFields, OutcomeReader } from '../../sources/logs/summary/outcomes.ts'
import { RowSetHolder } from '../../sources/logs/summary/row-set.ts'
import { fieldsOfWhere, type Where } from './compile-where.ts'
import { ColumnCounts } from './column-counts.ts'
import { GroupedCounts, type CountState, type Group } from './grouped-counts.ts'
import { LineFilter } from './line-filter.ts'
import { LineSamples } from './line-samples.ts'
import { makeColumn, SourceColumn } from './make-column.ts'
import { TimeSlices, type SlicesState } from './time-slices.ts'

/** What to count. Times in milliseconds since the epoch. */
export interface CountRequest {
  /** Fields to group all requests by; undefined groups the failed ones by what tells them apart. */
  by: readonly string[] | undefined
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
/** Failures are joined to larger groups anyway, where there are many. */
const mostFailureGroups = 4_000
const mostGroups = 10_000
const backwardsMilliseconds = 60_000

/** Where the rows are from; `newest` is the newest time in it so far. */
export interface RowsOf { source: string, line: number, from: number, to: number }

type LatencyState = readonly (Omit<CountState, 'samples'> & { value: string })[]

/** What a count knows, as plain data. */
export interface RowCountState {
  totals: RowCounter['totals']
  folded: number
  lacking: readonly (readonly [string, number])[]
  slices: SlicesState
  groups: readonly (CountState & { values: readonly (string | number)[] })[]
  latency: { authority: LatencyState, upstream: LatencyState } | undefined
}

/** Counts rows of access-log lines. Memory does not grow with their number. */
export class RowCounter {
  readonly plan: FieldPlan
  readonly columns: readonly string[]
  readonly filter: LineFilter | undefined
  readonly slices: TimeSlices
  /** Latency of all requests; undefined where they are grouped otherwise. */
  readonly latency: { authority: ColumnCounts, upstream: ColumnCounts } | undefined
  readonly totals = { requests: 0, errors: 0, healthChecks: 0, leftOut: 0, undated: 0, backwards: 0, from: Infinity, to: -Infinity }
  readonly #request: CountRequest
  readonly #groups: GroupedCounts
  readonly #columns: readonly Column[]
  readonly #sources = new SourceColumn()
  readonly #holder = new RowSetHolder()
  readonly #outcomes: OutcomeReader
  readonly #codes: { column: Column, ids: Int32Array }
  readonly #flags: { column: FlagsColumn, ids: Int32Array }
  readonly #grpc: { column: Column, ids: Int32Array }
  readonly #kept = new Uint8Array(batchCapacity)
  readonly #durations = new Float64Array(batchCapacity)
  readonly #values: readonly Int32Array[]
  readonly #row: Int32Array
  readonly #samples: LineSamples
  readonly #at: { time: number, duration: number }

  constructor(request: CountRequest) {
    this.#request = request
    const { by, where } = request
    this.columns = by === undefined ? failureColumns : by.map(field => field === 'grpcStatus' ? 'grpc' : field)
    const plan = this.plan = planFields([...outcomeFields, 'time', 'duration', 'userAgent', ...this.columns.filter(column => column !== 'grpc' && column !== 'source'),
      ...where === undefined ? [] : fieldsOfWhere(where), 'clusterRaw', 'upstreamAddress'])
    const ids = (): Int32Array => new Int32Array(batchCapacity)
    this.#codes = { column: new NumberColumn(plan, 'code'), ids: ids() }
    this.#flags = { column: new FlagsColumn(plan), ids: ids() }
    this.#grpc = { column: new GrpcColumn(plan), ids: ids() }
    this.#outcomes = new OutcomeReader(plan, this.#flags.column, batchCapacity)
    this.#columns = this.columns.map(column => column === 'source' ? this.#sources : makeColumn(plan, column))
    this.#values = this.columns.map(ids)
    this.#row = new Int32Array(this.columns.length)
    const rare = this.columns.flatMap((column, i) => by !== undefined || rareFailureColumns.has(column) ? [i] : [])
    this.#groups = new GroupedCounts(this.#columns.map(column => column.overflow), rare, by === undefined ? mostFailureGroups : mostGroups)
    this.#samples = new LineSamples(request.samples)
    this.filter = where === undefined ? undefined : new LineFilter(where, plan)
    this.slices = new TimeSlices(request.interval)
    this.latency = by === undefined ? { authority: new ColumnCounts(makeColumn(plan, 'authority')), upstream: new ColumnCounts(makeColumn(plan, 'upstream')) } : undefined
    this.#at = { time: plan.numbers.indexOf('time'), duration: plan.numbers.indexOf('duration') }
  }

  get groups(): readonly Group[] {
    return this.#groups.list()
  }

  get folded(): number {
    return this.#groups.folded
  }

  /** A group's value of a column, as a person reads it; empty for none. */
  text(column: number, group: Group): string {
    const value = this.#columns[column]?.valueOf(group.row[column] ?? 0) ?? ''
    return value === -1 ? '' : String(value)
  }

  /** Plain data that can go from one thread to another. */
  state(): RowCountState {
    const counts = (column: ColumnCounts): LatencyState => column.list().map(({ value, count: { requests, errors, durations } }) => ({ value, count: requests, errors, durations: { counts: durations.counts, max: durations.max } }))
    return {
      totals: this.totals, folded: this.folded, lacking: [...this.filter?.lacking ?? []], slices: this.slices.state(),
      groups: this.groups.map(({ row, count, errors, durations, samples }) => ({ values: this.#columns.map((column, i) => column.valueOf(row[i] ?? 0)), count, errors, durations: { counts: durations.counts, max: durations.max }, samples })),
      latency: this.latency === undefined ? undefined : { authority: counts(this.latency.authority), upstream: counts(this.latency.upstream) },
    }
  }

  /** Adds what a count of the same request found in lines after these. */
  merge({ totals, folded, lacking, slices, groups, latency }: RowCountState): void {
    const mine = this.totals
    for (const key of ['requests', 'errors', 'healthChecks', 'leftOut', 'undated', 'backwards'] as const) mine[key] += totals[key]
    mine.from = Math.min(mine.from, totals.from)
    mine.to = Math.max(mine.to, totals.to)
    this.slices.merge(slices)
    for (const [field, lines] of lacking) this.filter?.lacking.set(field, (this.filter.lacking.get(field) ?? 0) + lines)
    for (const { values, ...group } of groups) {
      const row = Int32Array.from(this.#columns, (column, i) => values[i] === '(others)' ? column.overflow : column.intern(values[i] ?? ''))
      this.#groups.merge(row, group, this.#request.samples)
    }
    this.#groups.folded += folded
    for (const name of ['authority', 'upstream'] as const) for (const { value, ...count } of latency?.[name] ?? []) this.latency?.[name].merge(value, count)
  }

  add(of: RowsOf, bytes: Uint8Array, batch: Batch): void {
    const set = this.#holder.take(bytes, batch)
    this.#dropByTime(set)
    this.totals.healthChecks += dropHealthChecks(set, this.plan)
    for (const { column, ids } of [this.#codes, this.#flags, this.#grpc]) column.read(set, ids)
    this.#outcomes.read(set, this.#codes.ids, this.#flags.ids, this.#grpc.ids)
    if (this.filter !== undefined) {
      this.filter.test(set, this.#outcomes.errors, this.#grpc.ids, this.#kept)
      this.totals.leftOut += keepRows(set, this.#kept, this.#outcomes.errors)
    }
    this.#addTotals(set, of)
    if (this.latency !== undefined) {
      this.latency.authority.add(set, this.#outcomes.errors, this.#durations)
      this.latency.upstream.add(set, this.#outcomes.errors, this.#durations)
      keepRows(set, this.#outcomes.errors, this.#outcomes.errors, this.#durations)
    }
    this.#addGroups(set, of)
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
      this.slices.add(time, error, duration)
    }
    if (of.from < totals.from) totals.from = of.from
    if (of.to > totals.to) totals.to = of.to
  }

  #addGroups(set: RowSet, of: RowsOf): void {
    if (set.count === 0) return
    this.#sources.enter(of.source)
    this.#columns.forEach((column, i) => column.read(set, this.#values[i] ?? new Int32Array(batchCapacity)))
    const { spans } = set.batch
    const stride = spanStride(this.plan)
    for (let k = 0; k < set.count; k++) {
      for (let i = 0; i < this.#row.length; i++) this.#row[i] = this.#values[i]?.[k] ?? 0
      const group = this.#groups.add(this.#row, this.#outcomes.errors[k] === 1, this.#durations[k] ?? -1)
      if (this.#request.samples === 0) continue
      const row = set.rows[k] ?? 0
      this.#samples.keep(group.samples, of.source, of.line + row, set.bytes, spans[row * stride] ?? 0, spans[row * stride + 1] ?? 0)
    }
  }

  #number({ batch, rows }: RowSet, k: number, at: number): number {
    return at < 0 ? -1 : batch.numbers[(rows[k] ?? 0) * this.plan.numbers.length + at] ?? -1
  }
}

/** Keeps the rows marked 1, and what is known of them. `kept` may be one of those lists. @returns how many went */
function keepRows(set: RowSet, kept: Uint8Array, ...known: (Uint8Array | Float64Array)[]): number {
  const before = set.count
  let to = 0
  for (let k = 0; k < before; k++) {
    if (kept[k] === 0) continue
    set.rows[to] = set.rows[k] ?? 0
    for (const list of known) list[to] = list[k] ?? 0
    to++
  }
  set.count = to
  return before - to
}
