/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import type { LogSummary } from '../../../evidence/log-summary.ts'
import type { LogGroup } from '../../../evidence/schema.ts'
import { planFields, type FieldPlan } from '../scan/field-plan.ts'
import type { Batch } from '../scan/scanner.ts'
import { GroupTable } from './group-table.ts'
import { dropHealthChecks, outcomeFields } from './outcomes.ts'
import { RowSetHolder } from './row-set.ts'
import { TallySlice, type Share } from './tally-slice.ts'
import { SummaryColumns, columns, numberColumns, notableAt, type ColumnName } from './summary-columns.ts'

/** What a proxy's log summary reads of a line. */
export const summaryFields: FieldPlan = planFields([
  'time', 'duration', 'upstreamServiceTime', 'bytesSent', 'userAgent', ...outcomeFields, ...columns.filter(column => column !== 'grpc'), 'clusterRaw', 'upstreamAddress',
])

/** Notable and other groups that are told apart; what comes after is folded: first without its upstream, then by code and flags. */
const mostGroups = { notable: 6_000, plain: 4_000, coarse: 1_000 }

/**
 * Counts a proxy's access-log lines into groups, apart for slices of the newest `nowSeconds`: the end of the log is known only at its
 * end. What falls out of that window is added up in one slice.
 */
export class LogTally {
  readonly sliceMilliseconds: number
  readonly nowMilliseconds: number
  parsed = 0
  healthChecks = 0
  /** Lines whose format has no time; they count as of the newest time seen before them. */
  undated = 0
  /** Lines that are more than a minute older than one before them. */
  backwards = 0
  from = Infinity
  to = -Infinity
  readonly #plan: FieldPlan
  readonly #rows = new RowSetHolder()
  readonly #columns: SummaryColumns
  readonly #groups = new GroupTable(columns.length)
  readonly #slices = new Map<number, TallySlice>()
  readonly #earlier = new TallySlice()
  readonly #folded = { recent: new Map<number, number>(), earlier: 0 }
  readonly #at: { time: number, duration: number, service: number, sent: number, grpc: number, code: number }
  readonly #room = { ...mostGroups }
  readonly #blurred = new Int32Array(columns.length)
  #slice = this.#earlier
  #sliceAt = NaN
  readonly #bounds = { from: Infinity, to: -Infinity }

  constructor(nowSeconds: number, plan: FieldPlan = summaryFields) {
    this.nowMilliseconds = nowSeconds * 1000
    this.sliceMilliseconds = Math.max(1000, Math.floor(this.nowMilliseconds / 20))
    this.#plan = plan
    this.#columns = new SummaryColumns(plan)
    const { numbers } = plan
    this.#at = {
      time: numbers.indexOf('time'), duration: numbers.indexOf('duration'), service: numbers.indexOf('upstreamServiceTime'), sent: numbers.indexOf('bytesSent'),
      grpc: columns.indexOf('grpc'), code: columns.indexOf('code'),
    }
  }

  /** @param fields those of the format of the rows */
  add(bytes: Uint8Array, batch: Batch, fields: ReadonlySet<string>): void {
    const set = this.#rows.take(bytes, batch)
    this.parsed += set.count
    this.#watchTimes(batch)
    this.healthChecks += dropHealthChecks(set, this.#plan)
    this.#columns.read(set, fields)
    const { numbers } = batch
    const { rows } = this.#columns
    const { notable } = this.#columns.outcomes
    const stride = this.#plan.numbers.length
    for (let k = 0; k < set.count; k++) {
      const q = set.rows[k]! * stride
      const time = numbers[q + this.#at.time]!
      if (!(time >= this.#bounds.from && time < this.#bounds.to)) this.#enterAt(time)
      const at = k * columns.length
      let id = this.#groups.lookup(rows, at)
      if (id < 0) id = this.#addGroup(rows, at, notable[k] === 1)
      this.#slice.add(id, numbers[q + this.#at.duration]!, this.#delayOf(numbers, q, rows, at))
    }
  }

  /** Streams and long bodies take their time by nature: neither gRPC, nor upgrades, nor more than 64 KiB, nor more than a route's default timeout counts. */
  #delayOf(numbers: Batch['numbers'], q: number, rows: Int32Array, row: number): number {
    const duration = numbers[q + this.#at.duration]!
    const service = numbers[q + this.#at.service]!
    const delay = duration - service
    if (service < 0 || delay < 100 || delay < service || duration > 15_000 || numbers[q + this.#at.sent]! > 65_536) return 0
    return rows[row + this.#at.grpc]! >= 0 || rows[row + this.#at.code] === 101 ? 0 : delay
  }

  /** Adds what another tally counted, as if its lines had been read after this one's. */
  merge(other: LogTally): void {
    this.parsed += other.parsed
    this.healthChecks += other.healthChecks
    this.undated += other.undated
    this.backwards += other.backwards
    this.from = Math.min(this.from, other.from)
    this.to = Math.max(this.to, other.to)
    const mine = Array.from({ length: other.#groups.size }, (_, id) => this.#adopt(other, id))
    this.#earlier.merge(other.#earlier, mine)
    for (const [index, slice] of other.#slices) this.#sliceOf(index).merge(slice, mine)
    for (const [index, count] of other.#folded.recent) addTo(this.#folded.recent, index, count)
    this.#folded.earlier += other.#folded.earlier
    this.#leave()
    this.#retire()
  }

  /** undefined where no line was read. */
  summarise(source: string, unparsed: number): LogSummary | undefined {
    if (this.parsed === 0) return undefined
    const dated = this.to >= this.from
    this.#retire()
    const recent = new TallySlice()
    for (const slice of this.#slices.values()) recent.merge(slice)
    return {
      source,
      from: dated ? this.from : 0, to: dated ? this.to : 0,
      now: dated ? { from: Math.max(this.from, this.#firstRecent() * this.sliceMilliseconds), to: this.to } : { from: 0, to: 0 },
      parsed: this.parsed, unparsed, healthChecks: this.healthChecks,
      recent: this.#describe(recent), earlier: this.#describe(this.#earlier),
      folded: { recent: [...this.#folded.recent.values()].reduce((sum, count) => sum + count, 0), earlier: this.#folded.earlier },
    }
  }

  /** Health checks are part of the log's time, too. */
  #watchTimes({ numbers, count }: Batch): void {
    const stride = this.#plan.numbers.length
    let { from, to } = this
    for (let i = 0, q = this.#at.time; i < count; i++, q += stride) {
      const time = numbers[q]!
      if (time < 0) {
        this.undated++
        continue
      }
      if (time < from) from = time
      if (time > to) to = time
      else if (time < to - 60_000) this.backwards++
    }
    this.from = from
    this.to = to
  }

  /** Goes to the slice of a time; a row without one stays where the row before it was. */
  #enterAt(time: number): void {
    if (time < 0) {
      if (Number.isNaN(this.#sliceAt)) this.#enter(0)
      return
    }
    const index = Math.floor(time / this.sliceMilliseconds)
    this.#enter(index)
    this.#bounds.from = index * this.sliceMilliseconds
    this.#bounds.to = this.#bounds.from + this.sliceMilliseconds
  }

  #enter(index: number): void {
    this.#sliceAt = index
    this.#slice = this.#sliceOf(index)
    if (this.#slices.size > 40) this.#retire()
  }

  #leave(): void {
    this.#sliceAt = NaN
    this.#bounds.from = Infinity
  }

  /** The first slice that lies in the window as a whole. */
  #firstRecent(): number {
    return this.to < this.from ? 0 : Math.ceil((this.to - this.nowMilliseconds) / this.sliceMilliseconds)
  }

  #sliceOf(index: number): TallySlice {
    if (this.to >= this.from && index < this.#firstRecent()) return this.#earlier
    const known = this.#slices.get(index)
    if (known !== undefined) return known
    const slice = new TallySlice()
    this.#slices.set(index, slice)
    return slice
  }

  #retire(): void {
    const first = this.#firstRecent()
    for (const [index, slice] of this.#slices) {
      if (index >= first || this.to < this.from) continue
      this.#earlier.merge(slice)
      this.#slices.delete(index)
      this.#folded.earlier += this.#folded.recent.get(index) ?? 0
      this.#folded.recent.delete(index)
    }
    if (this.#sliceAt < first) this.#slice = this.#earlier
  }

  /** The number of a row that has none yet. */
  #addGroup(rows: Int32Array, at: number, notable: boolean): number {
    const kind = notable ? 'notable' : 'plain'
    if (this.#room[kind] > 0) {
      this.#room[kind]--
      return this.#groups.find(rows, at)
    }
    if (this.#slice === this.#earlier) this.#folded.earlier++
    else addTo(this.#folded.recent, this.#sliceAt, 1)
    for (let i = 0; i < columns.length; i++) this.#blurred[i] = rows[at + i]!
    return this.#fold(this.#blurred)
  }

  /** A group without what makes it rare: from its upstream on, then all but code and flags. */
  #fold(row: Int32Array): number {
    this.#blur(row, columns.indexOf('upstream'))
    const known = this.#groups.lookup(row)
    if (known >= 0) return known
    if (this.#room.coarse <= 0) this.#blur(row, columns.indexOf('authority'))
    else this.#room.coarse--
    return this.#groups.find(row)
  }

  #blur(row: Int32Array, from: number): void {
    for (let i = from; i < row.length; i++) if (!numberColumns.has(i) && row[i] !== 0) row[i] = this.#columns.all[i]!.overflow
  }

  #adopt(other: LogTally, id: number): number {
    const row = this.#columns.adopt(other.#columns, other.#groups.row(id))
    const known = this.#groups.lookup(row)
    if (known >= 0) return known
    const kind = notableAt.some(i => row[i] !== 0) ? 'notable' : 'plain'
    if (this.#room[kind] <= 0) return this.#fold(row)
    this.#room[kind]--
    return this.#groups.find(row)
  }

  #describe(slice: TallySlice): LogGroup[] {
    const groups = slice.shares().flatMap((share, id) => share === undefined ? [] : [this.#toGroup(this.#groups.row(id), share)])
    const keyed = groups.map(group => ({ group, key: keyOf(group) }))
    return keyed.sort((a, b) => b.group.count - a.group.count || compareTexts(a.key, b.key)).map(({ group }) => group)
  }

  #toGroup(row: Int32Array, share: Share): LogGroup {
    const value = (column: ColumnName): string | number => this.#columns.valueOf(column, row)
    const text = (column: ColumnName): string => String(value(column))
    const optional = (column: ColumnName): string | undefined => text(column) === '' ? undefined : text(column)
    const grpc = Number(value('grpc'))
    return {
      code: Number(value('code')), flags: text('flags'), authority: text('authority'), method: text('method'), path: text('path'),
      details: optional('details'), failure: optional('failure'), listener: optional('listener'), route: optional('route'),
      cluster: optional('cluster'), upstream: optional('upstream'), grpcStatus: grpc < 0 ? undefined : grpc,
      count: share.count, p50: orZero(share.sketch.quantile(0.5)), p99: orZero(share.sketch.quantile(0.99)),
      near15s: share.near15s, near300s: share.near300s, delayed: share.delayed, meanDelay: share.delayed === 0 ? 0 : Math.round(share.delay / share.delayed),
    }
  }
}

const orZero = (value: number): number => Number.isNaN(value) ? 0 : value
const compareTexts = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0
const keyOf = (group: LogGroup): string => JSON.stringify([group.code, group.flags, group.authority, group.method, group.path, group.upstream, group.details, group.cluster])

function addTo(map: Map<number, number>, key: number, count: number): void {
  map.set(key, (map.get(key) ?? 0) + count)
}
