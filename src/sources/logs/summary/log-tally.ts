/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import type { LogSummary } from '../../../evidence/log-summary.ts'
import type { LogGroup } from '../../../evidence/schema.ts'
import { planFields, type FieldPlan } from '../scan/field-plan.ts'
import type { Batch } from '../scan/scanner.ts'
import { DurationSketch } from './duration-sketch.ts'
import { GroupTable } from './group-table.ts'
import { outcomeFields, RowReader } from './row-reader.ts'

/** Columns of a group; the last four are told apart only where a request is notable, so that good traffic stays a few groups. */
const columns = ['code', 'flags', 'authority', 'cluster', 'route', 'listener', 'upstream', 'grpc', 'details', 'failure', 'method', 'path'] as const
const notableOnly = new Set(['details', 'failure', 'method', 'path'])

/** What a proxy's log summary reads of a line. */
export const summaryFields: FieldPlan = planFields([
  ...outcomeFields, ...columns.filter(column => column !== 'grpc'), 'clusterRaw', 'upstreamAddress',
])

/** Notable and other groups that are told apart; what comes after is folded: first without its upstream, then by code and flags. */
const mostGroups = { notable: 6_000, plain: 4_000, coarse: 1_000 }

/** Counts of one group in one slice of time. */
class Share {
  count = 0
  near15s = 0
  near300s = 0
  readonly sketch = new DurationSketch()

  add(duration: number): void {
    this.count++
    if (duration < 0) return
    this.sketch.add(duration)
    if (duration >= 14_900 && duration <= 15_500) this.near15s++
    else if (duration >= 299_000 && duration <= 301_000) this.near300s++
  }

  merge(other: Share): void {
    this.count += other.count
    this.near15s += other.near15s
    this.near300s += other.near300s
    this.sketch.merge(other.sketch)
  }
}

type Slice = Map<number, Share>

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
  readonly #reader: RowReader
  readonly #groups = new GroupTable(columns.length, mostGroups.notable + mostGroups.plain + mostGroups.coarse)
  readonly #slices = new Map<number, Slice>()
  readonly #earlier: Slice = new Map()
  readonly #folded = { recent: new Map<number, number>(), earlier: 0 }
  readonly #numberStride: number
  readonly #at: { time: number, duration: number }
  readonly #room = { ...mostGroups }
  #slice: Slice = new Map()
  #sliceAt = NaN

  constructor(nowSeconds: number, plan: FieldPlan = summaryFields) {
    this.nowMilliseconds = nowSeconds * 1000
    this.sliceMilliseconds = Math.max(1000, Math.floor(this.nowMilliseconds / 20))
    this.#reader = new RowReader(plan, columns, notableOnly)
    this.#numberStride = plan.numbers.length
    this.#at = { time: plan.numbers.indexOf('time'), duration: plan.numbers.indexOf('duration') }
  }

  add(bytes: Uint8Array, batch: Batch): void {
    const { numbers } = batch
    for (let i = 0; i < batch.count; i++) {
      const q = i * this.#numberStride
      this.parsed++
      this.#moveTo(numbers[q + this.#at.time]!)
      this.#reader.read(bytes, batch, i)
      if (this.#reader.outcome.healthCheck) this.healthChecks++
      else this.#count(numbers[q + this.#at.duration]!)
    }
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
    const add = (from: Slice, into: Slice): void => {
      for (const [id, share] of from) shareOf(into, mine[id] ?? -1).merge(share)
    }
    add(other.#earlier, this.#earlier)
    for (const [index, slice] of other.#slices) add(slice, this.#sliceOf(index))
    for (const [index, count] of other.#folded.recent) addTo(this.#folded.recent, index, count)
    this.#folded.earlier += other.#folded.earlier
    this.#sliceAt = NaN
    this.#retire()
  }

  /** undefined where no line was read. */
  summarise(source: string, unparsed: number): LogSummary | undefined {
    if (this.parsed === 0) return undefined
    const dated = this.to >= this.from
    this.#retire()
    const recent: Slice = new Map()
    for (const slice of this.#slices.values()) for (const [id, share] of slice) shareOf(recent, id).merge(share)
    return {
      source,
      from: dated ? this.from : 0, to: dated ? this.to : 0,
      now: dated ? { from: Math.max(this.from, this.#firstRecent() * this.sliceMilliseconds), to: this.to } : { from: 0, to: 0 },
      parsed: this.parsed, unparsed, healthChecks: this.healthChecks,
      recent: this.#describe(recent), earlier: this.#describe(this.#earlier),
      folded: { recent: [...this.#folded.recent.values()].reduce((sum, count) => sum + count, 0), earlier: this.#folded.earlier },
    }
  }

  #moveTo(time: number): void {
    if (time < 0) {
      this.undated++
      if (Number.isNaN(this.#sliceAt)) this.#enter(0)
      return
    }
    if (time < this.from) this.from = time
    if (time > this.to) this.to = time
    else if (time < this.to - 60_000) this.backwards++
    const index = Math.floor(time / this.sliceMilliseconds)
    if (index !== this.#sliceAt) this.#enter(index)
  }

  #enter(index: number): void {
    this.#sliceAt = index
    this.#slice = this.#sliceOf(index)
    if (this.#slices.size > 40) this.#retire()
  }

  /** The first slice that lies in the window as a whole. */
  #firstRecent(): number {
    return this.to < this.from ? 0 : Math.ceil((this.to - this.nowMilliseconds) / this.sliceMilliseconds)
  }

  #sliceOf(index: number): Slice {
    if (this.to >= this.from && index < this.#firstRecent()) return this.#earlier
    const known = this.#slices.get(index)
    if (known !== undefined) return known
    const slice: Slice = new Map()
    this.#slices.set(index, slice)
    return slice
  }

  #retire(): void {
    const first = this.#firstRecent()
    for (const [index, slice] of this.#slices) {
      if (index >= first || this.to < this.from) continue
      for (const [id, share] of slice) shareOf(this.#earlier, id).merge(share)
      this.#slices.delete(index)
      this.#folded.earlier += this.#folded.recent.get(index) ?? 0
      this.#folded.recent.delete(index)
    }
    if (this.#sliceAt < first) this.#slice = this.#earlier
  }

  #count(duration: number): void {
    const { values, outcome } = this.#reader
    let id = this.#find(values, outcome.notable ? 'notable' : 'plain')
    if (id < 0) {
      if (this.#slice === this.#earlier) this.#folded.earlier++
      else addTo(this.#folded.recent, this.#sliceAt, 1)
      id = this.#fold(values)
    }
    shareOf(this.#slice, id).add(duration)
  }

  #find(values: Int32Array, kind: keyof typeof mostGroups): number {
    if (this.#room[kind] <= 0 && !this.#groups.has(values)) return -1
    const before = this.#groups.size
    const id = this.#groups.find(values)
    if (this.#groups.size > before) this.#room[kind]--
    return id
  }

  /** A group without what makes it rare. */
  #fold(values: Int32Array): number {
    for (let i = 6; i < values.length; i++) if (i !== 7 && values[i] !== 0) values[i] = this.#reader.overflowOf(i)
    const id = this.#find(values, 'coarse')
    if (id >= 0) return id
    for (let i = 2; i < values.length; i++) if (i !== 7 && values[i] !== 0) values[i] = this.#reader.overflowOf(i)
    return Math.max(0, this.#groups.find(values))
  }

  #adopt(other: LogTally, id: number): number {
    const row = other.#groups.row(id)
    const values = Int32Array.from(row, (value, i) => isNumber(i) ? value
      : value === other.#reader.overflowOf(i) ? this.#reader.overflowOf(i) : this.#reader.intern(i, other.#reader.text(i, value)))
    const notable = values[8] !== 0 || values[10] !== 0 || values[11] !== 0
    const mine = this.#find(values, notable ? 'notable' : 'plain')
    return mine >= 0 ? mine : this.#fold(values)
  }

  #describe(slice: Slice): LogGroup[] {
    const groups = [...slice].map(([id, share]) => this.#toGroup(this.#groups.row(id), share))
    return groups.sort((a, b) => b.count - a.count || compareTexts(keyOf(a), keyOf(b)))
  }

  #toGroup(row: Int32Array, share: Share): LogGroup {
    const text = (column: (typeof columns)[number]): string => this.#reader.text(columns.indexOf(column), row[columns.indexOf(column)] ?? 0)
    const optional = (column: (typeof columns)[number]): string | undefined => text(column) === '' ? undefined : text(column)
    const grpc = (row[7] ?? 0) - 1
    return {
      code: row[0] ?? 0, flags: text('flags'), authority: text('authority'), method: text('method'), path: text('path'),
      details: optional('details'), failure: optional('failure'), listener: optional('listener'), route: optional('route'),
      cluster: optional('cluster'), upstream: optional('upstream'), grpcStatus: grpc < 0 ? undefined : grpc,
      count: share.count, p50: orZero(share.sketch.quantile(0.5)), p99: orZero(share.sketch.quantile(0.99)),
      near15s: share.near15s, near300s: share.near300s,
    }
  }
}

const isNumber = (column: number): boolean => columns[column] === 'code' || columns[column] === 'grpc'
const orZero = (value: number): number => Number.isNaN(value) ? 0 : value
const compareTexts = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0
const keyOf = (group: LogGroup): string => JSON.stringify([group.code, group.flags, group.authority, group.method, group.path, group.upstream, group.details, group.cluster])

function shareOf(slice: Slice, id: number): Share {
  const known = slice.get(id)
  if (known !== undefined) return known
  const share = new Share()
  slice.set(id, share)
  return share
}

function addTo(map: Map<number, number>, key: number, count: number): void {
  map.set(key, (map.get(key) ?? 0) + count)
}
