import type { Got } from '../../http/door.ts'
import { describeContent } from '../../snapshot/describe-content.ts'
import { readHead } from '../../snapshot/read-head.ts'
import type { Failure } from '../../snapshot/snapshot.ts'

/** /server_info carries the node with its list of extensions, up to about 1 MiB in current versions. */
const enough = 8 * 1024 * 1024

/** Who answered the first request. */
export type Recognised = { is: 'envoy' } | { is: 'closed-endpoint', failure: Failure } | { is: 'other', failure: Failure }

/**
 * Judges the answer to /server_info. A proxy that locks this one endpoint (`admin.allow_paths`) is still Envoy and is
 * asked for the others; anything that answers with something else is not.
 */
export async function recogniseServerInfo(got: Got): Promise<Recognised> {
  if (got.failure !== undefined && got.status === undefined) return { is: 'other', failure: got.failure }
  const body = got.body === undefined ? '' : await readHead(got.body.open(), enough)
  if (got.status === 200) {
    if (isServerInfo(body)) return { is: 'envoy' }
    const served = got.headers['server']?.toLowerCase() === 'envoy'
    // A cut or oversized body of a real Envoy is not another service's.
    if (got.failure !== undefined && (served || /"command_line_options"|"hot_restart_version"/.test(body))) {
      return { is: 'closed-endpoint', failure: got.failure }
    }
    return { is: 'other', failure: { reason: 'not-envoy', message: `/server_info is not Envoy's: ${describeContent(body)}` } }
  }
  const failure = describeStatus(got, body)
  const locked = got.headers['server']?.toLowerCase() === 'envoy' || /request to path .* not allowed/.test(body)
  return locked ? { is: 'closed-endpoint', failure } : { is: 'other', failure: asForeign(failure, body) }
}

function asForeign(failure: Failure, body: string): Failure {
  if (failure.reason !== 'status' || /^(401|403|429|5)/.test(failure.message)) return failure
  return { reason: 'not-envoy', message: `/server_info gives ${failure.message.split(':', 1)[0] ?? ''}: ${describeContent(body)}` }
}

function isServerInfo(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && 'version' in value && 'state' in value && 'uptime_current_epoch' in value
  } catch {
    return false
  }
}

/** The App Mesh Agent answers /status with an object of strings. */
export function isAgentStatus(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && 'healthStatus' in value && 'envoyState' in value
  } catch {
    return false
  }
}

/** A status that is no success, with the reason the other side gives, where it gives one in a line of text. */
export function describeStatus(got: Got, body: string): Failure {
  const status = got.status ?? 0
  const location = got.headers['location']
  if (status >= 300 && status < 400) {
    return { reason: 'redirect', message: `${status} redirect${location === undefined ? '' : ` to ${escapeLine(location)}`}; redirects are not followed` }
  }
  const phrase = phrases[status]
  const line = /^[^<{[\n]{1,200}$/.test(body.trim()) ? `: ${escapeLine(body.trim())}` : ''
  return { reason: 'status', message: `${status}${phrase === undefined ? '' : ` ${phrase}`}${line}` }
}

function escapeLine(text: string): string {
  return text.slice(0, 200).replace(/[^\x20-\x7e]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 429: 'Too Many Requests',
  500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
}
