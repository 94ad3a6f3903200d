import type { JoinPlace } from './join-report.ts'

/** One request in one proxy's log. -1 stands for a number that the line does not have. */
export interface Seen { code: number, flags: string, error: boolean, duration: number, upstreamServiceTime: number, method: string, path: string, authority: string, upstream: string, time: number }

export interface Judged { place: JoinPlace, meaning: string }

/** Flags of a client's proxy that choose no host, or reach none: the server's proxy cannot have seen the request. */
const neverSent = new Set(['UH', 'NR', 'NC', 'UO', 'RL', 'RLSE', 'UAEX', 'FI', 'IH', 'DPE', 'NFCF', 'DF', 'OM', 'DO', 'UDO', 'LH', 'RFCF'])

/**
 * Says where a request failed, from its line at the client's proxy and the lines at the server's, one an attempt. undefined where it failed
 * at neither.
 */
export function judgeRequest(client: Seen, attempts: readonly Seen[]): Judged | undefined {
  const failed = attempts.filter(attempt => attempt.error)
  if (!client.error) return failed.length === 0 ? undefined : { place: 'retried', meaning: 'An attempt failed at the server, another succeeded: the caller saw nothing of it.' }
  const flags = client.flags.split(',')
  const has = (...names: readonly string[]): boolean => names.some(name => flags.includes(name))
  if (has('DC', 'DR')) return { place: 'caller', meaning: 'Who asked the client\'s proxy left before the answer was complete.' }
  const last = attempts.at(-1)
  if (last === undefined) {
    if (flags.some(flag => neverSent.has(flag))) return { place: 'client', meaning: 'The client\'s proxy refused it or had no host for it; nothing was sent.' }
    if (has('UF')) return { place: 'between', meaning: 'The client\'s proxy could not connect; the server\'s proxy saw no request.' }
    return { place: 'between', meaning: 'It went out, and the server\'s proxy has no line of it: it was lost on the way, or the connection was closed before it was read.' }
  }
  const worst = failed.at(-1)
  if (worst !== undefined) return judgeServer(worst, has('UT', 'SI', 'DT', 'UMSDR'))
  if (has('UT', 'SI', 'DT', 'UMSDR')) return { place: 'between', meaning: 'The server\'s proxy answered, the client\'s had already given up: its timeout is shorter than the way takes.' }
  return { place: 'between', meaning: 'The server\'s proxy answered well; the answer did not reach the client\'s proxy whole.' }
}

function judgeServer(server: Seen, clientTimedOut: boolean): Judged {
  const flags = server.flags.split(',')
  if (clientTimedOut && flags.includes('DC')) return { place: 'application', meaning: 'The application did not answer within the timeout of the client\'s proxy, which then hung up.' }
  if (server.flags === '' && server.upstream !== '') return { place: 'application', meaning: 'The application behind the server\'s proxy answered so itself.' }
  if (flags.some(flag => ['UF', 'UC', 'UT', 'UR', 'UPE', 'UH', 'URX'].includes(flag))) return { place: 'application', meaning: 'The server\'s proxy could not get an answer from its application.' }
  return { place: 'server', meaning: 'The server\'s proxy refused or failed it.' }
}
