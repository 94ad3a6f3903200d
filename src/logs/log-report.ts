/** Version of `LogReport`; it grows when a field changes its meaning or goes. */
export const logReportVersion = 1

/**
 * What `meshmedic logs -o json` prints: one pass over access and process logs. Times are ISO 8601 in UTC, durations milliseconds, shares
 * are given as counts with their denominator. Absent values are null. The same input gives the same bytes.
 */
export interface LogReport {
  schemaVersion: typeof logReportVersion
  tool: { name: string, version: string }
  /** Why the input was not read to its end (`interrupted`); null where it was. */
  partial: string | null
  inputs: readonly LogInput[]
  /** Access-log formats that were tried first: of --format, or of configuration given beside the logs. */
  given: readonly { format: string, source: string }[]
  /** The condition of --where, and the window of --since and --until; null where not given. */
  where: string | null
  since: string | null
  until: string | null
  /** Oldest and newest request that was counted; null where no line has a time. */
  span: { from: string, to: string, seconds: number } | null
  /** Requests that were counted: parsed lines in the window for which the condition holds, without health checks. */
  requests: number
  /** Of them the failed ones: code 5xx, nothing sent, any response flag but DI and RFCF, for gRPC a status that is the server's doing, or a refusal by Envoy itself (401, 403, 429 without an upstream). */
  errors: number
  /** Requests by callers' active health checks (user agent Envoy/HC), counted nowhere else. */
  healthChecks: number
  /** Parsed lines that the condition or the window left out. */
  leftOut: number
  /** Parsed lines whose format prints no time. */
  undated: number
  /** Lines more than a minute older than one before them in the same input. */
  backwards: number
  /** Failed requests by code, flags, authority, route or path, and upstream; most frequent first. Empty with --by. */
  failures: readonly LogFailure[]
  /** Failures beyond --top. */
  moreFailures: { groups: number, requests: number }
  /** All requests grouped, once for each --by. */
  groups: readonly LogGroups[]
  /** Of all requests. Empty with --by. */
  latency: { authority: readonly LogRow[], upstream: readonly LogRow[], moreAuthorities: number, moreUpstreams: number }
  /** Requests and errors over time, without the slices in which nothing happened at either end. */
  series: { seconds: number, slices: readonly LogSlice[] } | null
  /** Lines that could not be read, and the first of them. */
  unread: { damaged: number, unknown: number, tooLong: number, samples: readonly LogLine[] }
  /** Requests whose group was folded, since the number of groups is bounded; they are counted in everything else. */
  folded: number
  /** What process lines among the access lines say; null where there are none. */
  process: LogProcess | null
  problems: readonly { source: string, line: number | null, message: string }[]
}

/** One file, or `-`. `formats`: lines by the format they were recognised as. */
export interface LogInput {
  source: string
  lines: number
  access: number
  process: number
  unread: number
  formats: Readonly<Record<string, number>>
  from: string | null
  to: string | null
}

/** A line as it stands in its input (cut after 2,000 characters). */
export interface LogLine { source: string, line: number, text: string }

/** Quantiles are nearest-rank, at most 0.8 % off; null where no line has a duration. */
export interface LogLatency { p50: number | null, p90: number | null, p99: number | null, max: number | null }

/** Requests with equal values of the fields grouped by, in their order; an empty text is an absent value. */
export interface LogRow extends LogLatency { values: readonly string[], requests: number, errors: number, samples: readonly LogLine[] }

/** Requests grouped by some fields, most frequent first; `more`: beyond --top. */
export interface LogGroups { by: readonly string[], rows: readonly LogRow[], more: { groups: number, requests: number } }

/** One kind of failed request. `code` 0: nothing was sent; null: the format has none, or a TCP connection. */
export interface LogFailure extends LogLatency {
  requests: number
  code: number | null
  /** Short flags as printed, `URX,UF`; empty for none. */
  flags: string
  authority: string
  method: string
  /** The route's name, else the path without query, identifiers as `*`. */
  path: string
  upstream: string
  cluster: string
  details: string
  failure: string
  grpcStatus: number | null
  /** Fields that were given up because they vary too much, with the number of their different values; the field itself is then empty. At least so many where requests were `folded`. */
  distinct: Readonly<Partial<Record<'upstream' | 'method' | 'path' | 'authority' | 'cluster' | 'details' | 'failure', number>>>
  /** What it means in plain words. */
  meaning: string
  /** Ids of the rules that judge it with the rest of the evidence; `meshmedic rules show ID`. */
  rules: readonly string[]
  samples: readonly LogLine[]
}

/** `p50` and `p99` only with --interval. */
export interface LogSlice { at: string, requests: number, errors: number, p50: number | null, p99: number | null }

/** Events in the order of weight; lines that are none of them by level. */
export interface LogProcess { lines: number, from: string | null, to: string | null, events: readonly LogEvent[], others: Readonly<Record<string, number>> }

/** Process lines that say the same. */
export interface LogEvent {
  /** `config stream closed`, `configuration rejected`, `TLS error`, `crash`, `start`, … */
  kind: string
  text: string
  count: number
  first: string | null
  last: string | null
  meaning: string | null
  rules: readonly string[]
}
