import type { DurationSketch } from './duration-sketch.ts'

/**
 * What a LogCount (log-count.ts) is to count. Give LineReader the plan `count.plan`, hand `count.add(bytes, batch)` what it gives, then
 * read `count.groups(name)`:
 *
 *     const count = new LogCount({ breakdowns: { codes: { by: ['code', 'flags'] }, latency: { by: ['authority'], durations: true } } })
 *     const lines = new LineReader(count.plan, formats, { onRows: ({ bytes, batch }) => count.add(bytes, batch), … })
 */
export interface LogQuery {
  /** Several ways to group the same rows, by names of the caller's; each costs only its own lookups. */
  breakdowns: Readonly<Record<string, Breakdown>>
  /** Rows that are counted; all where there is none. */
  where?: RowTest
  /** Count requests of active health checks (user agent `Envoy/HC`) like others; else they are only numbered in `healthChecks`. */
  withHealthChecks?: boolean
}

/** One way to group. */
export interface Breakdown {
  /**
   * Fields of the format (`authority`, `upstream`, `route`, `cluster`, `method`, `details`, …; `code` and other numbers are whole
   * numbers up to 2^31 - 1, -1 where not there), or one of what is made of them: `pathTemplate` (identifiers in the path are `*`), `grpc` (status of
   * gRPC requests, else -1), `interval` (the number of the time interval, -1 without time). `flags` are short also where the format
   * prints long ones; `upstream` and `cluster` take UPSTREAM_REMOTE_ADDRESS and UPSTREAM_CLUSTER_RAW where the first is not printed.
   */
  by: readonly string[]
  /** Keep a sketch of durations for each group. */
  durations?: boolean
  /** Milliseconds of one `interval`; a minute where not given. */
  interval?: number
  /** Groups that are told apart; rows of further ones are counted in one, whose key is all `(others)`. 10 000 where not given. */
  mostGroups?: number
}

/**
 * Made once; gives the test of the current row. Getters are made outside the test, so that a row costs no lookup of names:
 *
 *     where: row => { const code = row.number('code'); const flags = row.text('flags'); return () => code() >= 500 && flags() !== '' }
 */
export type RowTest = (row: RowColumns) => () => boolean

export interface RowColumns {
  /** Gives the text of a field, empty where it is not there. Texts that repeat are decoded once. */
  text: (field: string) => () => string
  /** Gives a number, -1 where it is not there; `time` in milliseconds since the epoch, durations in milliseconds. */
  number: (field: string) => () => number
}

/** Rows with one key. */
export interface CountedGroup {
  /** Values in the order of `by`: texts (empty where not there) or numbers (-1 where not there); `interval` is its first millisecond. */
  key: readonly (string | number)[]
  count: number
  /** Rows that failed for a reason that is not the client's: 5xx, nothing sent, a flag of failure, a gRPC status of the server's. */
  errors: number
  durations: DurationSketch | undefined
}
