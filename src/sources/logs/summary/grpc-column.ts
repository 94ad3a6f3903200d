/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { batchCapacity, spanStride } from '../scan/scanner.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { spanOf, TextColumn, type Column, type RowSet } from './columns.ts'
import { isGrpc, readGrpcStatus } from './grpc-status.ts'

/** Fields that tell a request's gRPC status. */
export const grpcFields: readonly string[] = ['grpcStatus', 'grpcStatusNumber', 'grpcStatusHeader', 'contentType', 'method', 'path']

/** Statuses of gRPC requests; -1 where a request is not gRPC, or its status is not printed. */
export class GrpcColumn implements Column {
  readonly overflow = -2
  readonly #stride: number
  readonly #method: number
  readonly #path: number
  readonly #number: number
  readonly #numberStride: number
  readonly #statuses: readonly { column: TextColumn, ids: Int32Array, read: number[] }[]
  readonly #type: { column: TextColumn, ids: Int32Array, grpc: (boolean | undefined)[] }
  readonly #prints: boolean

  constructor(plan: FieldPlan) {
    this.#stride = spanStride(plan)
    this.#method = spanOf(plan, 'method')
    this.#path = spanOf(plan, 'path')
    this.#number = plan.numbers.indexOf('grpcStatusNumber')
    this.#numberStride = plan.numbers.length
    this.#statuses = ['grpcStatusHeader', 'grpcStatus'].filter(field => plan.texts.includes(field))
      .map(field => ({ column: new TextColumn(plan, field), ids: new Int32Array(batchCapacity), read: [-1] }))
    this.#type = { column: new TextColumn(plan, 'contentType'), ids: new Int32Array(batchCapacity), grpc: [] }
    this.#prints = this.#statuses.length > 0 || this.#number >= 0
  }

  read(rows: RowSet, into: Int32Array): void {
    into.fill(-1, 0, rows.count)
    if (!this.#prints) return
    let said = 0
    for (const { column, ids } of this.#statuses) {
      column.read(rows, ids)
      for (let k = 0; k < rows.count; k++) said |= ids[k]!
    }
    const { numbers } = rows.batch
    const number = this.#number
    if (number >= 0) for (let k = 0; k < rows.count; k++) if (numbers[rows.rows[k]! * this.#numberStride + number]! >= 0) said = 1
    if (said === 0) return
    this.#type.column.read(rows, this.#type.ids)
    for (let k = 0; k < rows.count; k++) {
      const status = this.#statusOf(k, number < 0 ? -1 : numbers[rows.rows[k]! * this.#numberStride + number]!)
      if (status !== undefined && this.#isGrpc(rows, k)) into[k] = status
    }
  }

  valueOf(id: number): number | string {
    return id === this.overflow ? '(others)' : id
  }

  intern(value: number | string): number {
    return typeof value === 'string' ? this.overflow : value
  }

  /** undefined where the row prints none; -1 where what it prints is no status. */
  #statusOf(k: number, number: number): number | undefined {
    for (const { column, ids, read } of this.#statuses) {
      const id = ids[k]!
      if (id !== 0) return read[id] ??= readGrpcStatus(column.valueOf(id))
    }
    return number >= 0 ? number : undefined
  }

  #isGrpc({ bytes, batch: { spans }, rows }: RowSet, k: number): boolean {
    const { column, ids, grpc } = this.#type
    const type = ids[k]!
    if (type !== 0) return grpc[type] ??= isGrpc(column.valueOf(type), '', '')
    const o = rows[k]! * this.#stride
    const text = (at: number): string => at < 0 ? '' : Buffer.from(bytes.buffer, bytes.byteOffset + spans[o + at]!, spans[o + at + 1]! - spans[o + at]!).toString('latin1')
    return text(this.#method) === 'POST' && isGrpc('', 'POST', text(this.#path))
  }
}
