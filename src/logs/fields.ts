import { nearestName } from '../analysis/index.ts'
import type { LineFieldType } from '../engine/language/line-environment.ts'
import { UsageError } from '../errors.ts'

/**
 * The fields of a log line that --where knows: what is read from the line under the short names of src/sources/logs/format/operators.ts,
 * and two that are judged. Absent text is empty, an absent number NaN (no comparison with it holds).
 */
export const whereFields: Readonly<Record<string, LineFieldType>> = {
  time: 'time', code: 'double', duration: 'double', bytesReceived: 'double', bytesSent: 'double', upstreamServiceTime: 'double', attempts: 'double',
  requestDuration: 'double', responseDuration: 'double', responseTxDuration: 'double',
  method: 'string', path: 'string', protocol: 'string', authority: 'string', flags: 'string', details: 'string', terminationDetails: 'string',
  failure: 'string', downstreamFailure: 'string', upstream: 'string', cluster: 'string', route: 'string', listener: 'string', filterChain: 'string',
  userAgent: 'string', requestId: 'string', forwardedFor: 'string', contentType: 'string', sni: 'string', scheme: 'string',
  downstreamRemoteAddress: 'string', downstreamLocalAddress: 'string', upstreamLocalAddress: 'string',
  /** gRPC status, where the request was gRPC. */
  grpcStatus: 'double',
  /** The request failed for a reason that is not the client's. */
  error: 'bool',
}

/** Fields that are judged from others rather than read. */
export const judgedFields: ReadonlySet<string> = new Set(['grpcStatus', 'error'])

/** What --by groups by: texts and small numbers. `path` is a template: identifiers are `*`, the query is left away. */
export const byFields: readonly string[] = [
  ...Object.entries(whereFields).filter(([name, type]) => type === 'string' && name !== 'requestId').map(([name]) => name), 'code', 'attempts', 'grpcStatus', 'source',
]

/** Reads every --by; undefined where there is none. @throws UsageError as parseFields does */
export function parseBy(texts: readonly string[] | undefined): readonly (readonly string[])[] | undefined {
  return texts === undefined || texts.length === 0 ? undefined : texts.map(parseFields)
}

/**
 * Reads `authority,flags`; header operators go by `req.x-tenant`, `resp.server`.
 * @throws UsageError for a field that lines cannot be grouped by
 */
function parseFields(text: string): readonly string[] {
  const fields = [...new Set(text.split(',').map(field => field.trim()).filter(field => field !== ''))]
  const wrong = fields.find(field => !byFields.includes(field) && !/^(?:req|resp|trailer)\.[\w:-]+$/.test(field))
  if (fields.length > 0 && wrong === undefined && fields.length <= 8) return fields
  const nearest = wrong === undefined ? undefined : nearestName(wrong, byFields)
  throw new UsageError({
    what: wrong === undefined ? `--by takes one to eight fields, not ${fields.length}.` : `Lines cannot be grouped by ${JSON.stringify(wrong)}.`,
    why: `There are ${byFields.join(', ')}, and headers of the format as req.NAME or resp.NAME.`,
    tryThis: nearest === undefined ? 'Write --by authority,flags.' : `Did you mean ${nearest}?`,
  })
}
