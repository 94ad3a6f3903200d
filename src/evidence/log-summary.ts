import type { LogGroup } from './schema.ts'

/**
 * What one pass over a proxy's access logs leaves: grouped counts with duration sketches, never lines.
 * Rules query the groups of the window that counts as now; the groups before it give leads.
 */
export interface LogSummary {
  source: string
  /** Milliseconds since the epoch of the oldest and the newest line. */
  from: number
  to: number
  /** The window that counts as now: the newest `nowSeconds` of the log, or as many as lie between two samples, ending with its newest line. */
  now: { from: number, to: number }
  /** Lines that are access-log lines, and lines that look like one but could not be parsed. */
  parsed: number
  unparsed: number
  /** Requests by callers' active health checks (user agent `Envoy/HC`), left out of the groups. */
  healthChecks: number
  /** Groups in the window, most frequent first. */
  recent: readonly LogGroup[]
  /** Groups before the window. */
  earlier: readonly LogGroup[]
  /** Requests that were counted without their own group because the number of groups is bounded. */
  folded: { recent: number, earlier: number }
}

/** Length of the window that counts as now, seconds, where no two samples tell a shorter one. */
export const nowSeconds = 300
