import type { EvidenceKind } from './kinds.ts'
import type { ScopeKind } from './stats.ts'

/**
 * What the loaded rules read, derived from their expressions. It decides what is fetched, what parsers keep, and what is
 * unchecked when it is missing.
 */
export interface Needs {
  kinds: ReadonlySet<EvidenceKind>
  /** Metrics by scope; a parser of statistics keeps these and nothing else. */
  stats: ReadonlyMap<ScopeKind, ReadonlySet<string>>
  /** Filters of `requests('flag:UH')`, as written. */
  requestFilters: ReadonlySet<string>
}

/** Statistics that the evidence itself is built on, whatever the rules read. */
export const identityStats: readonly string[] = [
  'server.uptime', 'server.state', 'server.live', 'server.concurrency', 'server.hot_restart_epoch', 'server.hot_restart_generation',
]
