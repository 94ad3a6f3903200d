import { isNumberField, type FieldPlan } from '../../sources/logs/scan/field-plan.ts'
import { batchCapacity, spanStride } from '../../sources/logs/scan/scanner.ts'
import { FlagsColumn, TextColumn, spanOf, type Column, type RowSet } from '../../sources/logs/summary/columns.ts'
import { GroupTable } from '../../sources/logs/summary/group-table.ts'
import { judgedFields } from '../fields.ts'
import type { Where } from './where.ts'

const mostVerdicts = 65_536
/** Of rows whose values are too varied to keep a verdict for. */
const unknownId = -1

/** A field that the condition reads: a text column, or a number. `span`: place of the text; `at`: place of the number. */
interface FilterField { name: string, column: Column | undefined, ids: Int32Array, span: number, at: number }

/**
 * Tests rows. Lines repeat themselves, so a verdict is kept for each different set of values that the condition reads; what is too varied
 * (times, request ids) is judged line by line.
 */
export class LineFilter {
  /** Lines whose format lacks a field that the condition reads, by field. */
  readonly lacking = new Map<string, number>()
  readonly #where: Where
  readonly #plan: FieldPlan
  readonly #fields: readonly FilterField[]
  readonly #row: Int32Array
  readonly #verdicts = new Uint8Array(mostVerdicts)
  readonly #groups: GroupTable
  readonly #scope: Record<string, unknown> = {}

  constructor(where: Where, plan: FieldPlan) {
    this.#where = where
    this.#plan = plan
    this.#fields = Array.from(where.reads, name => {
      const isText = !isNumberField(name) && !judgedFields.has(name)
      const column = !isText ? undefined : name === 'flags' ? new FlagsColumn(plan) : new TextColumn(plan, name)
      return { name, column, ids: new Int32Array(isText ? batchCapacity : 0), span: spanOf(plan, name), at: plan.numbers.indexOf(name) }
    })
    this.#row = new Int32Array(Math.max(1, this.#fields.length))
    this.#groups = new GroupTable(this.#row.length)
  }

  /** Counts what rows of this format lack. */
  noteFormat(fields: ReadonlySet<string>, count: number): void {
    for (const { name } of this.#fields) {
      const has = judgedFields.has(name) || fields.has(name) || (name === 'flags' && fields.has('flagsLong'))
      if (!has) this.lacking.set(name, (this.lacking.get(name) ?? 0) + count)
    }
  }

  /** Writes 1 to `kept` for rows for which the condition holds. `errors` and `grpc` are those of the rows. */
  test(set: RowSet, errors: Uint8Array, grpc: Int32Array, kept: Uint8Array): void {
    for (const { column, ids } of this.#fields) column?.read(set, ids)
    for (let k = 0; k < set.count; k++) kept[k] = this.#holds(set, k, errors[k] ?? 0, grpc[k] ?? -1) ? 1 : 0
  }

  #holds(set: RowSet, k: number, error: number, grpc: number): boolean {
    const id = this.#find(set, k, error, grpc)
    const known = id === unknownId ? 0 : this.#verdicts[id]
    if (known !== 0) return known === 2
    const verdict = this.#judge(set, k, error, grpc)
    if (id !== unknownId) this.#verdicts[id] = verdict ? 2 : 1
    return verdict
  }

  /** The place of the verdict for values like these. */
  #find(set: RowSet, k: number, error: number, grpc: number): number {
    for (const [i, { name, column, ids, at }] of this.#fields.entries()) {
      const value = column !== undefined ? ids[k] ?? 0 : name === 'error' ? error : name === 'grpcStatus' ? grpc : this.#number(set, k, at)
      this.#row[i] = value
      if (this.#row[i] !== value || value === column?.overflow) return unknownId
    }
    const id = this.#groups.lookup(this.#row, 0)
    if (id >= 0) return id
    return this.#groups.size < mostVerdicts ? this.#groups.find(this.#row, 0) : unknownId
  }

  #judge(set: RowSet, k: number, error: number, grpc: number): boolean {
    for (const { name, column, ids, span, at } of this.#fields) {
      const id = ids[k] ?? 0
      if (column !== undefined) this.#scope[name] = id === column.overflow ? this.#text(set, k, span) : column.valueOf(id)
      else if (name === 'error') this.#scope[name] = error === 1
      else if (name === 'grpcStatus') this.#scope[name] = grpc < 0 ? NaN : grpc
      else if (name === 'time') this.#scope[name] = new Date(this.#number(set, k, at))
      else this.#scope[name] = this.#number(set, k, at) < 0 ? NaN : this.#number(set, k, at)
    }
    try {
      return this.#where.test(this.#scope) === true
    } catch {
      // A conversion that this line's value does not allow: the condition does not hold for it.
      return false
    }
  }

  #number({ batch, rows }: RowSet, k: number, at: number): number {
    return batch.numbers[(rows[k] ?? 0) * this.#plan.numbers.length + at] ?? -1
  }

  #text({ bytes, batch, rows }: RowSet, k: number, span: number): string {
    const o = (rows[k] ?? 0) * spanStride(this.#plan) + span
    return Buffer.from(bytes.subarray(batch.spans[o], batch.spans[o + 1])).toString('utf8')
  }
}
