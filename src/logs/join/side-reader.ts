import { LineReader } from '../../sources/logs/lines/line-reader.ts'
import { planFields } from '../../sources/logs/scan/field-plan.ts'
import { batchCapacity, spanStride, type Batch } from '../../sources/logs/scan/scanner.ts'
import { FlagsColumn, NumberColumn, type RowSet } from '../../sources/logs/summary/columns.ts'
import { GrpcColumn } from '../../sources/logs/summary/grpc-column.ts'
import { dropHealthChecks, outcomeFields, OutcomeReader } from '../../sources/logs/summary/outcomes.ts'
import { RowSetHolder } from '../../sources/logs/summary/row-set.ts'
import type { Seen } from './judge-request.ts'

const texts = ['requestId', 'method', 'path', 'authority', 'upstream'] as const
const plan = planFields([...outcomeFields, ...texts, 'time', 'duration', 'userAgent', 'upstreamServiceTime'])

const mostNames = 10_000

/** Reads one side's log and hands each request over with its id. */
export class SideReader {
  requests = 0
  errors = 0
  withoutId = 0
  from = Infinity
  to = -Infinity
  readonly #names = new Map<string, string>()
  readonly #lines: LineReader
  readonly #holder = new RowSetHolder()
  readonly #codes = new NumberColumn(plan, 'code')
  readonly #flags = new FlagsColumn(plan)
  readonly #grpc = new GrpcColumn(plan)
  readonly #outcomes = new OutcomeReader(plan, this.#flags, batchCapacity)
  readonly #ids = { codes: new Int32Array(batchCapacity), flags: new Int32Array(batchCapacity), grpc: new Int32Array(batchCapacity) }
  readonly #onRequest: (id: string, seen: Seen) => void

  constructor(formats: readonly string[], onRequest: (id: string, seen: Seen) => void) {
    this.#onRequest = onRequest
    this.#lines = new LineReader(plan, formats, { onRows: ({ bytes, batch, fields }) => this.#read(bytes, batch, fields), onOther: () => undefined, onTooLong: () => undefined })
  }

  write(chunk: Uint8Array): void {
    this.#lines.write(chunk)
  }

  end(): void {
    this.#lines.end()
  }

  #read(bytes: Uint8Array, batch: Batch, fields: ReadonlySet<string>): void {
    const set = this.#holder.take(bytes, batch)
    dropHealthChecks(set, plan)
    const { codes, flags, grpc } = this.#ids
    this.#codes.read(set, codes)
    this.#flags.read(set, flags)
    this.#grpc.read(set, grpc)
    this.#outcomes.read(set, codes, flags, grpc, fields)
    for (let k = 0; k < set.count; k++) this.#readRow(set, k, codes[k] ?? -1, this.#flags.valueOf(flags[k] ?? 0), this.#outcomes.errors[k] === 1)
  }

  /** One string for equal texts that repeat themselves, so that held requests share them. */
  #same(text: string): string {
    const known = this.#names.get(text)
    if (known === undefined && this.#names.size < mostNames) this.#names.set(text, text)
    return known ?? text
  }

  #readRow({ bytes, batch, rows }: RowSet, k: number, code: number, flags: string, error: boolean): void {
    const row = rows[k] ?? 0
    const text = (field: (typeof texts)[number]): string => {
      const at = row * spanStride(plan) + 2 + 2 * plan.texts.indexOf(field)
      return Buffer.from(bytes.subarray(batch.spans[at], batch.spans[at + 1])).toString('latin1')
    }
    const number = (field: string): number => batch.numbers[row * plan.numbers.length + plan.numbers.indexOf(field)] ?? -1
    const time = number('time')
    this.requests++
    if (error) this.errors++
    if (time >= 0) {
      this.from = Math.min(this.from, time)
      this.to = Math.max(this.to, time)
    }
    const id = text('requestId')
    if (id === '') this.withoutId++
    else {
      this.#onRequest(id, {
        code, flags, error, time, duration: number('duration'), upstreamServiceTime: number('upstreamServiceTime'),
        method: this.#same(text('method')), path: text('path'), authority: this.#same(text('authority')), upstream: this.#same(text('upstream')),
      })
    }
  }
}
