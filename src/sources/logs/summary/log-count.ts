/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { isNumberField, planFields, type FieldPlan } from '../scan/field-plan.ts'
import { batchCapacity, type Batch } from '../scan/scanner.ts'
import { BreakdownCount, type BreakdownState } from './breakdown-count.ts'
import { FlagsColumn, NumberColumn, PathColumn, TextColumn, type Column } from './columns.ts'
import { GrpcColumn } from './grpc-column.ts'
import type { CountedGroup, LogQuery } from './log-query.ts'
import { dropHealthChecks, outcomeFields, OutcomeReader } from './outcomes.ts'
import { RowCursor } from './row-cursor.ts'
import { RowSetHolder } from './row-set.ts'

/** What a count knows, as plain data that can go from one thread to another. */
export interface CountState { totals: LogCount['totals'], breakdowns: readonly BreakdownState[] }

interface CountedColumn { column: Column, values: Int32Array }

const minute = 60_000
const madeFields: Readonly<Record<string, string>> = { pathTemplate: 'path', interval: 'time' }

/**
 * Answers a query over the rows that LineReader gives. Works through a batch column by column, so that each loop does one thing. Memory
 * is bounded by `mostGroups` and by 8192 different values of a column.
 */
export class LogCount {
  /** Fields to ask of LineReader. */
  readonly plan: FieldPlan
  /** `counted` rows are in the breakdowns; `undated` ones have no time. Times are milliseconds since the epoch, of all counted rows. */
  readonly totals = { rows: 0, counted: 0, errors: 0, healthChecks: 0, undated: 0, from: Infinity, to: -Infinity }
  readonly #query: LogQuery
  readonly #rows = new RowSetHolder()
  readonly #cursor: RowCursor | undefined
  readonly #test: (() => boolean) | undefined
  readonly #columns = new Map<string, CountedColumn>()
  readonly #outcomes: OutcomeReader
  readonly #breakdowns = new Map<string, BreakdownCount>()
  readonly #time: number
  readonly #duration: number

  constructor(query: LogQuery) {
    this.#query = query
    const asked = new Set<string>()
    // The test says which fields it reads by asking for them; it is made again once it is known where they stand.
    query.where?.(RowCursor.listening(asked))
    const breakdowns = Object.entries(query.breakdowns)
    const grouped = breakdowns.flatMap(([, { by }]) => by).filter(field => field !== 'grpc').map(field => madeFields[field] ?? field)
    this.plan = planFields(['time', 'duration', 'userAgent', ...outcomeFields, ...grouped, ...fallbacks(grouped), ...asked])
    this.#time = this.plan.numbers.indexOf('time')
    this.#duration = this.plan.numbers.indexOf('duration')
    if (query.where !== undefined) {
      this.#cursor = new RowCursor(this.plan)
      this.#test = query.where(this.#cursor)
    }
    const flags = new FlagsColumn(this.plan)
    this.#outcomes = new OutcomeReader(this.plan, flags, batchCapacity)
    this.#addColumn('code', new NumberColumn(this.plan, 'code'))
    this.#addColumn('flags', flags)
    this.#addColumn('grpc', new GrpcColumn(this.plan))
    for (const [name, breakdown] of breakdowns) {
      const columns = breakdown.by.map(field => this.#columnOf(field, breakdown.interval ?? minute))
      this.#breakdowns.set(name, new BreakdownCount(columns, breakdown))
    }
  }

  add(bytes: Uint8Array, batch: Batch): void {
    const set = this.#rows.take(bytes, batch)
    const { totals } = this
    totals.rows += set.count
    if (this.#test !== undefined) this.#cursor?.select(set, this.#test)
    if (this.#query.withHealthChecks !== true) totals.healthChecks += dropHealthChecks(set, this.plan)
    if (set.count === 0) return
    totals.counted += set.count
    for (const { column, values } of this.#columns.values()) column.read(set, values)
    this.#outcomes.read(set, this.#columns.get('code')!.values, this.#columns.get('flags')!.values, this.#columns.get('grpc')!.values)
    const { errors } = this.#outcomes
    this.#addTotals(set.rows, set.count, batch.numbers)
    const stride = this.plan.numbers.length
    for (const breakdown of this.#breakdowns.values()) breakdown.add(set, errors, this.#duration, stride)
  }

  /** Groups of a breakdown, most frequent first, equal ones in the order of their keys. */
  groups(name: string): CountedGroup[] {
    return this.#breakdowns.get(name)?.list() ?? []
  }

  /** Rows of a breakdown that were counted in the group of all others. */
  folded(name: string): number {
    return this.#breakdowns.get(name)?.folded ?? 0
  }

  state(): CountState {
    return { totals: this.totals, breakdowns: Array.from(this.#breakdowns.values(), breakdown => breakdown.state()) }
  }

  /** Adds what a count of the same query found in the lines after these. */
  merge({ totals, breakdowns }: CountState): void {
    const mine = this.totals
    for (const key of ['rows', 'counted', 'errors', 'healthChecks', 'undated'] as const) mine[key] += totals[key]
    mine.from = Math.min(mine.from, totals.from)
    mine.to = Math.max(mine.to, totals.to)
    let at = 0
    for (const breakdown of this.#breakdowns.values()) breakdown.merge(breakdowns[at++]!)
  }

  #addTotals(rows: Int32Array, count: number, numbers: Float64Array): void {
    const { totals } = this
    const stride = this.plan.numbers.length
    const { errors } = this.#outcomes
    let { from, to } = totals
    let failed = 0
    for (let k = 0; k < count; k++) {
      failed += errors[k]!
      const time = numbers[rows[k]! * stride + this.#time]!
      if (time < 0) {
        totals.undated++
        continue
      }
      if (time < from) from = time
      if (time > to) to = time
    }
    totals.errors += failed
    totals.from = from
    totals.to = to
  }

  #columnOf(field: string, interval: number): CountedColumn {
    const key = field === 'interval' ? `interval ${interval}` : field
    return this.#columns.get(key) ?? this.#addColumn(key, this.#makeColumn(field, interval))
  }

  #makeColumn(field: string, interval: number): Column {
    if (field === 'interval') return new NumberColumn(this.plan, 'time', interval)
    if (field === 'pathTemplate') return new PathColumn(this.plan)
    return isNumberField(field) ? new NumberColumn(this.plan, field) : new TextColumn(this.plan, field, fallbackOf[field])
  }

  #addColumn(key: string, column: Column): CountedColumn {
    const counted = { column, values: new Int32Array(batchCapacity) }
    this.#columns.set(key, counted)
    return counted
  }
}

const fallbackOf: Readonly<Record<string, string>> = { upstream: 'upstreamAddress', cluster: 'clusterRaw' }
const fallbacks = (fields: readonly string[]): string[] => fields.flatMap(field => fallbackOf[field] ?? [])
