import { compileLineCondition } from '../../engine/language/line-environment.ts'
import { UsageError } from '../../errors.ts'
import { shortenFlags } from '../../sources/logs/format/flag-names.ts'
import { isNumberField, type FieldPlan } from '../../sources/logs/scan/field-plan.ts'
import { spanStride, type Batch } from '../../sources/logs/scan/scanner.ts'
import { ByteTable } from '../../sources/logs/summary/byte-table.ts'
import { GroupTable } from '../../sources/logs/summary/group-table.ts'
import type { Outcome } from '../../sources/logs/summary/row-reader.ts'
import { judgedFields, whereFields } from '../fields.ts'
import { pointAt } from '../point-at.ts'

/** A compiled --where. */
export interface Where { source: string, reads: ReadonlySet<string>, test: (scope: object) => unknown }

/** @throws UsageError that shows the place of every mistake */
export function compileWhere(source: string): Where {
  const compiled = compileLineCondition(source, whereFields)
  if ('test' in compiled) return { source, ...compiled }
  throw new UsageError({
    what: `--where cannot be read:\n${compiled.mistakes.map(({ offset, message }) => pointAt(source, offset, message)).join('\n')}`,
    why: 'It is a condition in CEL on the fields of a line, which must be true or false.',
    tryThis: `Write --where 'code >= 500 && authority.startsWith("orders")'. Fields: ${Object.keys(whereFields).join(', ')}.`,
  })
}

/** The fields of lines that a condition needs. */
export function fieldsOfWhere(where: Where): string[] {
  const own = [...where.reads].filter(field => !judgedFields.has(field))
  return where.reads.has('flags') ? [...own, 'flagsLong'] : own
}

/** Where a field stands in a row; numbers have no table. `long` is the place of the long spelling of flags, or -1. */
interface FilterField { name: string, table: ByteTable | undefined, at: number, long: number }

const mostValues = 65_536
const mostVerdicts = 65_536

/**
 * Tests rows. Lines repeat themselves, so a verdict is kept for each different set of values that the condition reads; what is too varied
 * (times, request ids) is judged line by line.
 */
export class LineFilter {
  /** Lines whose format lacks a field that the condition reads, by field. */
  readonly lacking = new Map<string, number>()
  readonly #where: Where
  readonly #stride: number
  readonly #numberStride: number
  readonly #fields: readonly FilterField[]
  readonly #row: Int32Array
  readonly #verdicts = new Uint8Array(mostVerdicts)
  readonly #groups: GroupTable
  readonly #scope: Record<string, unknown> = {}

  constructor(where: Where, plan: FieldPlan) {
    this.#where = where
    this.#stride = spanStride(plan)
    this.#numberStride = plan.numbers.length
    this.#fields = [...where.reads].map(name => isNumberField(name)
      ? { name, table: undefined, at: plan.numbers.indexOf(name), long: -1 }
      : { name, table: judgedFields.has(name) ? undefined : new ByteTable(mostValues), at: 2 + 2 * plan.texts.indexOf(name), long: name === 'flags' ? 2 + 2 * plan.texts.indexOf('flagsLong') : -1 })
    this.#row = new Int32Array(Math.max(1, this.#fields.length))
    this.#groups = new GroupTable(this.#row.length, mostVerdicts - 1)
  }

  /** Whether rows of this format can be judged; counts what they lack. */
  noteFormat(fields: ReadonlySet<string>, count: number): void {
    for (const { name } of this.#fields) {
      const has = judgedFields.has(name) || fields.has(name) || (name === 'flags' && fields.has('flagsLong'))
      if (!has) this.lacking.set(name, (this.lacking.get(name) ?? 0) + count)
    }
  }

  /** @param grpc the gRPC status, -1 where the request is no gRPC */
  test(bytes: Uint8Array, batch: Batch, i: number, outcome: Outcome, grpc: number): boolean {
    let cached = true
    for (const [column, field] of this.#fields.entries()) {
      const value = this.#valueOf(field, bytes, batch, i, outcome, grpc)
      this.#row[column] = value
      if (this.#row[column] !== value || (field.table !== undefined && value === field.table.overflow)) cached = false
    }
    const id = cached ? this.#groups.find(this.#row) : -1
    if (id < 0) return this.#judge(bytes, batch, i)
    const known = this.#verdicts[id]
    if (known !== 0) return known === 2
    const verdict = this.#judge(bytes, batch, i)
    this.#verdicts[id] = verdict ? 2 : 1
    return verdict
  }

  #valueOf({ name, table, at, long }: FilterField, bytes: Uint8Array, batch: Batch, i: number, outcome: Outcome, grpc: number): number {
    if (table === undefined) {
      if (name === 'grpcStatus') return grpc
      if (name === 'error') return outcome.error ? 1 : 0
      return name === 'healthCheck' ? (outcome.healthCheck ? 1 : 0) : batch.numbers[i * this.#numberStride + at] ?? -1
    }
    const o = i * this.#stride
    const id = table.lookup(bytes, batch.spans[o + at] ?? 0, batch.spans[o + at + 1] ?? 0)
    if (id !== 0 || long < 0 || batch.spans[o + long] === batch.spans[o + long + 1]) return id
    return table.lookupText(shortenFlags(Buffer.from(bytes.subarray(batch.spans[o + long], batch.spans[o + long + 1])).toString('latin1')))
  }

  #judge(bytes: Uint8Array, batch: Batch, i: number): boolean {
    this.#fields.forEach(({ name, table, at }, column) => {
      const value = this.#row[column] ?? 0
      if (table !== undefined) this.#scope[name] = value === table.overflow ? this.#textOf(bytes, batch, i, at) : table.text(value)
      else if (name === 'error' || name === 'healthCheck') this.#scope[name] = value === 1
      else if (name === 'grpcStatus') this.#scope[name] = value < 0 ? NaN : value
      else {
        const number = batch.numbers[i * this.#numberStride + at] ?? -1
        this.#scope[name] = name === 'time' ? new Date(number) : number < 0 ? NaN : number
      }
    })
    try {
      return this.#where.test(this.#scope) === true
    } catch {
      // A conversion that this line's value does not allow: the condition does not hold for it.
      return false
    }
  }

  #textOf(bytes: Uint8Array, batch: Batch, i: number, at: number): string {
    const o = i * this.#stride + at
    return Buffer.from(bytes.subarray(batch.spans[o], batch.spans[o + 1])).toString('utf8')
  }
}
