/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { spanStride } from '../scan/scanner.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { spanOf, type FlagsColumn, type RowSet } from './columns.ts'
import { grpcFields } from './grpc-column.ts'

/** Fields that tell how a request ended, whatever else is counted. */
export const outcomeFields: readonly string[] = ['code', 'flags', 'flagsLong', 'upstream', 'details', ...grpcFields]

/** gRPC statuses that are not the caller's own doing. Source: gRPC, "Status codes and their use". */
const grpcServerErrors = [2, 4, 8, 12, 13, 14, 15].reduce((bits, status) => bits | 1 << status, 0)
/** gRPC statuses of a refusal: the caller's own doing where the server says so, not where Envoy does. */
const grpcRefusals = [7, 8, 16].reduce((bits, status) => bits | 1 << status, 0)
/** Details of an answer that the route itself is configured to give. Source: Envoy, response code details. */
const directResponse = Buffer.from('direct_response')
/** Flags that tell of something wanted. */
const harmlessFlags = new Set(['DI', 'RFCF'])

/** Finds out which rows of a batch failed, and which say something that is worth keeping. */
export class OutcomeReader {
  /**
   * 1 where a request failed for a reason that is not the client's: 5xx, nothing sent, a flag of failure, a gRPC status of the server's, or
   * a refusal by Envoy (401, 403, 429 or their gRPC statuses without an upstream: JWT, RBAC and rate-limit filters set no flag).
   */
  readonly errors: Uint8Array
  /** 1 where a flag is set, gRPC failed, or the code is a failure of Envoy's or of the server's: such lines are told apart in all they say. */
  readonly notable: Uint8Array
  readonly #flags: FlagsColumn
  readonly #flagErrors: (boolean | undefined)[] = [false]
  readonly #stride: number
  readonly #method: number
  readonly #upstream: number
  readonly #details: number

  constructor(plan: FieldPlan, flags: FlagsColumn, capacity: number) {
    this.errors = new Uint8Array(capacity)
    this.notable = new Uint8Array(capacity)
    this.#flags = flags
    this.#stride = spanStride(plan)
    this.#method = spanOf(plan, 'method')
    this.#upstream = spanOf(plan, 'upstream')
    this.#details = spanOf(plan, 'details')
  }

  /**
   * Fills `errors` and `notable` from the rows' codes, flags and gRPC statuses.
   * @param fields those of the format: where it prints no upstream, nobody knows who refused
   */
  read(set: RowSet, codes: Int32Array, flags: Int32Array, grpc: Int32Array, fields: ReadonlySet<string>): void {
    const { batch: { spans }, rows, count } = set
    const saysUpstream = fields.has('upstream')
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
        || (saysUpstream && isRefusal(code, status) && this.#isOwn(set, o))
      errors[k] = error ? 1 : 0
      // A 4xx that an upstream answered is between it and its client.
      notable[k] = failed || flag !== 0 || status > 0 || (code >= 400 && (upstream < 0 || spans[o + upstream]! >= spans[o + upstream + 1]!)) ? 1 : 0
    }
  }

  /** Whether Envoy answered a request itself, and not because its route says so. */
  #isOwn({ bytes, batch: { spans } }: RowSet, o: number): boolean {
    const isEmpty = (at: number): boolean => at < 0 || spans[o + at]! >= spans[o + at + 1]!
    if (!isEmpty(this.#upstream) || isEmpty(this.#method)) return false
    const at = this.#details
    return isEmpty(at) || spans[o + at + 1]! - spans[o + at]! !== directResponse.length || directResponse.some((byte, i) => bytes[spans[o + at]! + i] !== byte)
  }

  #isError(flags: number): boolean {
    return this.#flagErrors[flags] ??= flags === this.#flags.overflow || this.#flags.valueOf(flags).split(',').some(flag => !harmlessFlags.has(flag))
  }
}

const isRefusal = (code: number, status: number): boolean => code === 403 || code === 429 || code === 401 || (status > 0 && status < 32 && (grpcRefusals >> status & 1) === 1)

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
