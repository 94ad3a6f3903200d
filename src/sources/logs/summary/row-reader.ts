/* eslint-disable @typescript-eslint/no-non-null-assertion -- places in typed arrays are counted out here, and this is the hottest code */
import { shortenFlags } from '../format/flag-names.ts'
import type { FieldPlan } from '../scan/field-plan.ts'
import { spanStride, type Batch } from '../scan/scanner.ts'
import { ByteTable } from './byte-table.ts'
import { isGrpc, readGrpcStatus } from './grpc-status.ts'
import { writePathTemplate } from './path-template.ts'

/** What one line is, for counting. */
export interface Outcome {
  /** Requests by a caller's active health check. */
  healthCheck: boolean
  /** A flag is set, gRPC failed, or the code is a failure of Envoy's or of the server's: such lines are told apart in all they say. */
  notable: boolean
  /** The request failed for a reason that is not the client's: 5xx, nothing sent, a flag of failure, a gRPC status of the server's. */
  error: boolean
}

/** gRPC statuses that are not the caller's own doing. Source: gRPC, "Status codes and their use". */
const grpcServerErrors = new Set([2, 4, 8, 12, 13, 14, 15])
/** Flags that tell of something wanted. */
const harmlessFlags = new Set(['DI', 'RFCF'])
/** Different values of one column; further ones are `(others)`. */
const mostValues = 8192

/** Fields that every count reads. */
export const outcomeFields: readonly string[] = [
  'time', 'code', 'duration', 'flags', 'flagsLong', 'userAgent', 'grpcStatus', 'grpcStatusNumber', 'grpcStatusHeader', 'contentType', 'method', 'path', 'upstream',
]

/**
 * Reads the columns of a count out of rows, as small numbers: equal texts have equal numbers, given out by one table a column.
 * The columns `code` and `grpc` are numbers themselves (`grpc` + 1; 0 where the request is not gRPC).
 */
export class RowReader {
  readonly columns: readonly string[]
  readonly values: Int32Array
  readonly outcome: Outcome = { healthCheck: false, notable: false, error: false }
  readonly #tables: (ByteTable | undefined)[]
  readonly #flagTable = new ByteTable(mostValues)
  readonly #flagErrors: (boolean | undefined)[] = [false]
  readonly #stride: number
  readonly #numberStride: number
  readonly #spanAt: (field: string) => number
  readonly #places: { flags: number, flagsLong: number, userAgent: number, code: number, path: number, method: number, contentType: number, upstream: number }
  readonly #grpcAt: { status: number, header: number, number: number }
  readonly #textColumns: { column: number, span: number, table: ByteTable, fallback: number }[] = []
  readonly #notableColumns: { column: number, span: number, table: ByteTable, fallback: number }[] = []
  readonly #special: { code: number, flags: number, grpc: number, path: number }
  readonly #scratch = new Uint8Array(512)

  /** @param notableOnly columns that are left empty on lines that are not notable */
  constructor(plan: FieldPlan, columns: readonly string[], notableOnly: ReadonlySet<string>) {
    this.columns = columns
    this.values = new Int32Array(columns.length)
    this.#stride = spanStride(plan)
    this.#numberStride = plan.numbers.length
    const spanAt = this.#spanAt = (field: string) => plan.texts.includes(field) ? 2 + 2 * plan.texts.indexOf(field) : -1
    const numberAt = (field: string): number => plan.numbers.indexOf(field)
    this.#places = {
      flags: spanAt('flags'), flagsLong: spanAt('flagsLong'), userAgent: spanAt('userAgent'), code: numberAt('code'),
      path: spanAt('path'), method: spanAt('method'), contentType: spanAt('contentType'), upstream: spanAt('upstream'),
    }
    this.#grpcAt = { status: spanAt('grpcStatus'), header: spanAt('grpcStatusHeader'), number: numberAt('grpcStatusNumber') }
    this.#special = { code: columns.indexOf('code'), flags: columns.indexOf('flags'), grpc: columns.indexOf('grpc'), path: columns.indexOf('path') }
    this.#tables = columns.map(column => column === 'code' || column === 'grpc' ? undefined : column === 'flags' ? this.#flagTable : new ByteTable(mostValues))
    columns.forEach((field, column) => {
      const table = this.#tables[column]
      if (table === undefined || field === 'flags' || field === 'path') return
      const into = notableOnly.has(field) ? this.#notableColumns : this.#textColumns
      into.push({ column, span: this.#spanAt(field), table, fallback: field === 'cluster' ? spanAt('clusterRaw') : field === 'upstream' ? spanAt('upstreamAddress') : -1 })
    })
    this.#pathAlways = this.#special.path >= 0 && !notableOnly.has('path')
  }

  readonly #pathAlways: boolean

  /** Fills `values` and `outcome` from row `i`. */
  read(bytes: Uint8Array, batch: Batch, i: number): void {
    const { spans, numbers } = batch
    const o = i * this.#stride
    const q = i * this.#numberStride
    const { outcome, values } = this
    const places = this.#places
    outcome.healthCheck = places.userAgent >= 0 && isHealthCheck(bytes, spans[o + places.userAgent]!, spans[o + places.userAgent + 1]!)
    const code = places.code < 0 ? -1 : numbers[q + places.code]!
    const flags = this.#readFlags(bytes, spans, o)
    const grpc = this.#readGrpc(bytes, spans, numbers, o, q)
    const failedFlags = flags === 0 ? false : this.#flagErrors[flags] ?? this.#judgeFlags(flags)
    // A TCP connection has neither code nor method; code 0 of a request means that nothing was sent.
    const unanswered = code === 0 && places.method >= 0 && spans[o + places.method]! < spans[o + places.method + 1]!
    outcome.error = code >= 500 || unanswered || failedFlags || (grpc > 0 && grpcServerErrors.has(grpc))
    // A 4xx that an upstream answered is between it and its client.
    outcome.notable = code >= 500 || unanswered || flags !== 0 || grpc > 0 || (code >= 400 && (places.upstream < 0 || spans[o + places.upstream]! >= spans[o + places.upstream + 1]!))
    const special = this.#special
    if (special.code >= 0) values[special.code] = code
    if (special.flags >= 0) values[special.flags] = flags
    if (special.grpc >= 0) values[special.grpc] = grpc + 1
    for (const column of this.#textColumns) values[column.column] = lookup(column, bytes, spans, o)
    if (outcome.notable) {
      for (const column of this.#notableColumns) values[column.column] = lookup(column, bytes, spans, o)
      if (special.path >= 0) values[special.path] = this.#readPath(bytes, spans, o)
    } else {
      for (const column of this.#notableColumns) values[column.column] = 0
      if (special.path >= 0) values[special.path] = this.#pathAlways ? this.#readPath(bytes, spans, o) : 0
    }
  }

  text(column: number, value: number): string {
    return this.#tables[column]?.text(value) ?? String(value)
  }

  /** The number here of a text of another reader's column. */
  intern(column: number, text: string): number {
    return this.#tables[column]?.lookupText(text) ?? Number(text)
  }

  overflowOf(column: number): number {
    return this.#tables[column]?.overflow ?? 0
  }

  #readFlags(bytes: Uint8Array, spans: Int32Array, o: number): number {
    const { flags, flagsLong } = this.#places
    if (flags >= 0 && spans[o + flags]! < spans[o + flags + 1]!) return this.#flagTable.lookup(bytes, spans[o + flags]!, spans[o + flags + 1]!)
    if (flagsLong < 0 || spans[o + flagsLong]! >= spans[o + flagsLong + 1]!) return 0
    return this.#flagTable.lookupText(shortenFlags(Buffer.from(bytes.subarray(spans[o + flagsLong], spans[o + flagsLong + 1])).toString('latin1')))
  }

  #judgeFlags(flags: number): boolean {
    const failed = flags === this.#flagTable.overflow || this.#flagTable.text(flags).split(',').some(flag => !harmlessFlags.has(flag))
    this.#flagErrors[flags] = failed
    return failed
  }

  /** -1 where the request is no gRPC, or says nothing. */
  #readGrpc(bytes: Uint8Array, spans: Int32Array, numbers: Float64Array, o: number, q: number): number {
    const { status, header, number } = this.#grpcAt
    const said = (at: number): boolean => at >= 0 && spans[o + at]! < spans[o + at + 1]!
    const has = said(header) || said(status) || (number >= 0 && numbers[q + number]! >= 0)
    if (!has) return -1
    const { contentType, method, path } = this.#places
    const span = (at: number): string => at < 0 ? '' : Buffer.from(bytes.subarray(spans[o + at], spans[o + at + 1])).toString('latin1')
    if (!isGrpc(span(contentType), span(method), span(path))) return -1
    if (said(header)) return readGrpcStatus(span(header))
    return said(status) ? readGrpcStatus(span(status)) : numbers[q + number]!
  }

  #readPath(bytes: Uint8Array, spans: Int32Array, o: number): number {
    const { path } = this.#places
    if (path < 0) return 0
    const length = writePathTemplate(bytes, spans[o + path]!, spans[o + path + 1]!, this.#scratch)
    return this.#tables[this.#special.path]?.lookup(this.#scratch, 0, length) ?? 0
  }
}

function lookup(column: { span: number, table: ByteTable, fallback: number }, bytes: Uint8Array, spans: Int32Array, o: number): number {
  const { span, table, fallback } = column
  const value = span < 0 ? 0 : table.lookup(bytes, spans[o + span]!, spans[o + span + 1]!)
  return value === 0 && fallback >= 0 ? table.lookup(bytes, spans[o + fallback]!, spans[o + fallback + 1]!) : value
}

/** `Envoy/HC`, the user agent of Envoy's active health checks. */
function isHealthCheck(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 8 && bytes[start] === 69 && bytes[start + 1] === 110 && bytes[start + 5] === 47 && bytes[start + 6] === 72
    && bytes[start + 7] === 67 && bytes[start + 2] === 118 && bytes[start + 3] === 111 && bytes[start + 4] === 121
}
