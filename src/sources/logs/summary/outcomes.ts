/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { spanStride } from '../scan/scanner.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { spanOf, type FlagsColumn, type RowSet } from './columns.ts'
import { grpcFields } from './grpc-column.ts'

/** Fields that tell how a request ended, whatever else is counted. */
export const outcomeFields: readonly string[] = ['code', 'flags', 'flagsLong', 'upstream', ...grpcFields]

/** gRPC statuses that are not the caller's own doing. Source: gRPC, "Status codes and their use". */
const grpcServerErrors = [2, 4, 8, 12, 13, 14, 15].reduce((bits, status) => bits | 1 << status, 0)
/** Flags that tell of something wanted. */
const harmlessFlags = new Set(['DI', 'RFCF'])

/** Finds out which rows of a batch failed, and which say something that is worth keeping. */
export class OutcomeReader {
  /** 1 where a request failed for a reason that is not the client's: 5xx, nothing sent, a flag of failure, a gRPC status of the server's. */
  readonly errors: Uint8Array
  /** 1 where a flag is set, gRPC failed, or the code is a failure of Envoy's or of the server's: such lines are told apart in all they say. */
  readonly notable: Uint8Array
  readonly #flags: FlagsColumn
  readonly #flagErrors: (boolean | undefined)[] = [false]
  readonly #stride: number
  readonly #method: number
  readonly #upstream: number

  constructor(plan: FieldPlan, flags: FlagsColumn, capacity: number) {
    this.errors = new Uint8Array(capacity)
    this.notable = new Uint8Array(capacity)
    this.#flags = flags
    this.#stride = spanStride(plan)
    this.#method = spanOf(plan, 'method')
    this.#upstream = spanOf(plan, 'upstream')
  }

  /** Fills `errors` and `notable` from the rows' codes, flags and gRPC statuses. */
  read({ batch: { spans }, rows, count }: RowSet, codes: Int32Array, flags: Int32Array, grpc: Int32Array): void {
    const { errors, notable } = this
    const stride = this.#stride
    const method = this.#method
    const upstream = this.#upstream
    for (let k = 0; k < count; k++) {
      const code = codes[k]!
      const flag = flags[k]!
      const status = grpc[k]!
      const o = rows[k]! * stride
      // A TCP connection has neither code nor method; code 0 of a request means that nothing was sent.
      const failed = code >= 500 || (code === 0 && method >= 0 && spans[o + method]! < spans[o + method + 1]!)
      const error = failed || (flag !== 0 && this.#isError(flag)) || (status > 0 && status < 32 && (grpcServerErrors >> status & 1) === 1)
      errors[k] = error ? 1 : 0
      // A 4xx that an upstream answered is between it and its client.
      notable[k] = failed || flag !== 0 || status > 0 || (code >= 400 && (upstream < 0 || spans[o + upstream]! >= spans[o + upstream + 1]!)) ? 1 : 0
    }
  }

  #isError(flags: number): boolean {
    return this.#flagErrors[flags] ??= flags === this.#flags.overflow || this.#flags.valueOf(flags).split(',').some(flag => !harmlessFlags.has(flag))
  }
}

const envoyCheck = Buffer.from('Envoy/HC')
const isEnvoyCheck = (bytes: Uint8Array, start: number): boolean => envoyCheck.every((byte, i) => bytes[start + i] === byte)

/** Takes requests of active health checks out of a set of rows: those whose user agent is `Envoy/HC`. @returns how many there were. */
export function dropHealthChecks(set: RowSet, plan: FieldPlan): number {
  const at = spanOf(plan, 'userAgent')
  if (at < 0) return 0
  const stride = spanStride(plan)
  const { bytes, batch: { spans }, rows, count } = set
  let kept = 0
  for (let k = 0; k < count; k++) {
    const row = rows[k]!
    const start = spans[row * stride + at]!
    const isCheck = spans[row * stride + at + 1]! - start === 8 && bytes[start] === 69 && bytes[start + 6] === 72 && isEnvoyCheck(bytes, start)
    rows[kept] = row
    if (!isCheck) kept++
  }
  set.count = kept
  return count - kept
}
