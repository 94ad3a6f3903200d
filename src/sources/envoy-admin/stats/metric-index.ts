import { identityStats, type Needs } from '../../../evidence/needs.ts'
import type { ScopeKind } from '../../../evidence/stats.ts'
import { edsMetrics, provingMetrics, tellingCounters } from './sub-scopes.ts'

/** A metric that a reader stops at: because rules read it, or because it tells something of the page. */
export interface MetricEntry {
  scope: ScopeKind
  /** In the scope `server` the whole name. */
  metric: string
  bytes: Uint8Array
  /** Counts the metrics of one scope. */
  slot: number
  needed: boolean
  /** What stands before it is a name, not a sub-scope. */
  proves: boolean
  tellingCounter: boolean
  marksEds: boolean
  /** Where quantiles of a histogram are kept, among the slots of the scope; -1 when they are not needed. */
  p50: number
  p99: number
}

const encoder = new TextEncoder()
const dot = 46

/** So many bytes of a name's end, or those back to its last dot, tell metrics well enough apart to look twice only at some. */
const hashed = 8

/** The hash by which a statistic's name finds the metrics that it may end with. */
export function hashEnding(name: Uint8Array, start: number, end: number): number {
  let hash = 0
  const stop = end - hashed > start ? end - hashed : start
  for (let i = end - 1; i >= stop; i--) {
    const c = name[i] as number
    if (c === dot) break
    hash = (Math.imul(hash, 31) + c) | 0
  }
  return hash
}

/** Whether quantiles of this metric, a histogram, are needed. */
export function needsQuantiles({ p50, p99 }: MetricEntry): boolean {
  return p50 !== -1 || p99 !== -1
}

/** Metrics by the hash of their ending: a line is looked at again only when some metric ends like it. */
export class MetricIndex {
  readonly entries: readonly MetricEntry[]
  readonly #mask: number
  readonly #hashes: Int32Array
  readonly #lists: (readonly MetricEntry[] | undefined)[]

  constructor(needs: Needs) {
    this.entries = listEntries(needs)
    const byHash = new Map<number, MetricEntry[]>()
    for (const entry of this.entries) {
      const hash = hashEnding(entry.bytes, 0, entry.bytes.length)
      byHash.set(hash, [...byHash.get(hash) ?? [], entry])
    }
    let size = 256
    while (size < byHash.size * 4) size *= 2
    this.#mask = size - 1
    this.#hashes = new Int32Array(size)
    this.#lists = new Array<readonly MetricEntry[] | undefined>(size).fill(undefined)
    for (const [hash, entries] of byHash) {
      let slot = (hash ^ (hash >>> 16)) & this.#mask
      while (this.#lists[slot] !== undefined) slot = (slot + 1) & this.#mask
      this.#hashes[slot] = hash
      this.#lists[slot] = entries
    }
  }

  /** Metrics whose ending may have this hash; compare the bytes. */
  find(hash: number): readonly MetricEntry[] | undefined {
    let slot = (hash ^ (hash >>> 16)) & this.#mask
    for (;;) {
      const list = this.#lists[slot]
      if (list === undefined || this.#hashes[slot] === hash) return list
      slot = (slot + 1) & this.#mask
    }
  }
}

function listEntries(needs: Needs): MetricEntry[] {
  const entries = new Map<string, MetricEntry>()
  const slots = new Map<ScopeKind, number>()
  const nextSlot = (scope: ScopeKind): number => {
    const slot = slots.get(scope) ?? 0
    slots.set(scope, slot + 1)
    return slot
  }
  const entryOf = (scope: ScopeKind, metric: string): MetricEntry => {
    const key = `${scope} ${metric}`
    const known = entries.get(key)
    if (known !== undefined) return known
    const entry: MetricEntry = {
      scope, metric, bytes: encoder.encode(metric), slot: nextSlot(scope),
      needed: false, proves: false, tellingCounter: false, marksEds: false, p50: -1, p99: -1,
    }
    entries.set(key, entry)
    return entry
  }
  for (const [scope, metrics] of needs.stats) {
    for (const metric of metrics) {
      const [, histogram, quantile] = /^(.+)\.(p50|p99)$/s.exec(metric) ?? []
      const entry = entryOf(scope, histogram ?? metric)
      if (histogram === undefined) entry.needed = true
      if (quantile !== 'p99' && entry.p50 === -1) entry.p50 = nextSlot(scope)
      if (quantile !== 'p50' && entry.p99 === -1) entry.p99 = nextSlot(scope)
    }
  }
  for (const metric of identityStats) entryOf('server', metric).needed = true
  for (const metric of edsMetrics) entryOf('subscription', metric).marksEds = true
  for (const [scope, metric] of flatten(provingMetrics)) entryOf(scope, metric).proves = true
  for (const [scope, metric] of flatten(tellingCounters)) entryOf(scope, metric).tellingCounter = true
  return [...entries.values()]
}

function flatten(lists: Partial<Record<ScopeKind, readonly string[]>>): [ScopeKind, string][] {
  return Object.entries(lists).flatMap(([scope, metrics]) => metrics.map((metric): [ScopeKind, string] => [scope as ScopeKind, metric]))
}
