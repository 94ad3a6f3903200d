import type { LogLatency, LogReport } from '../log-report.ts'

/** Version of `JoinReport`; it grows when a field changes its meaning or goes. */
export const joinReportVersion = 1

/**
 * What `meshmedic logs --join CLIENT SERVER -o json` prints: requests of a client's proxy paired with those of the server's by
 * x-request-id. Times are ISO 8601 in UTC, durations milliseconds.
 */
export interface JoinReport {
  schemaVersion: typeof joinReportVersion
  tool: LogReport['tool']
  partial: string | null
  client: JoinSide
  server: JoinSide
  /** Client requests that have a line at the server. */
  pairs: number
  /** Lines at the server beyond one a request: attempts of a retry. */
  retries: number
  /** Client requests without a line at the server, in the time that the server's log covers. */
  clientOnly: number
  /** Client requests from a time that the server's log does not cover, of which nothing can be said. */
  uncovered: number
  /** Server requests without a line at the client: they may be other clients'. */
  serverOnly: number
  /** Requests of which one side was given up before the other came, since only so many are held at once; they are judged nowhere. */
  givenUp: number
  /** Most requests held at once. */
  held: number
  /** Failed requests by where the failure arose, most frequent first. */
  failures: readonly JoinFailure[]
  /** Where the time of paired requests went. */
  time: readonly JoinTime[]
  problems: LogReport['problems']
}

/** `withoutId`: requests whose line has no x-request-id, which cannot be paired. */
export interface JoinSide { source: string, requests: number, errors: number, withoutId: number, from: string | null, to: string | null }

/**
 * Where a failure arose: `client` the client's proxy before the server's saw it, `between` on the way, `server` the server's proxy,
 * `application` behind it, `caller` who asked the client's proxy gave up; `retried` at an attempt, and the request succeeded in the end.
 */
export type JoinPlace = 'client' | 'between' | 'server' | 'application' | 'caller' | 'retried'

export interface JoinFailure {
  place: JoinPlace
  /** In one sentence. */
  meaning: string
  client: { code: number | null, flags: string }
  /** null: no line there. */
  server: { code: number | null, flags: string } | null
  requests: number
  /** Ids of some of them. */
  requestIds: readonly string[]
}

/**
 * The parts of a request's time: `between` is the way, the client's proxy and its waits between attempts; `server` what passed at the
 * server's proxy where it cannot be divided, since no answer of the application is known.
 */
export const joinParts = ['total', 'between', 'server', 'server proxy', 'application'] as const

/** One part of the time of paired requests; the others add up to `total`. Parts without pairs are left out. */
export interface JoinTime extends LogLatency {
  part: (typeof joinParts)[number]
  pairs: number
  /** Sum over all pairs, milliseconds. */
  sum: number
}
