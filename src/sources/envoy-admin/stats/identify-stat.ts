import type { StatValue } from '../../../evidence/stats.ts'
import type { NamedScope, StatsCollector } from './collect-stats.ts'
import { LastName } from './last-name.ts'
import type { MetricEntry } from './metric-index.ts'
import type { NameRecord } from './scope-names.ts'

const dot = 46
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What a statistic's name begins with, as `/stats` prints it. */
const roots = ['cluster.', 'listener.', 'http.', 'tcp.', 'sds.', 'cluster_manager.cds.', 'listener_manager.lds.'] as const
const rootBytes = roots.map(bytesOf)
const scopeOfRoot = ['cluster', 'listener', 'http', 'tcp'] as const

/** What the statistics of a scope's names begin with: `cluster.`. */
export function rootOfScope(scope: NamedScope): Uint8Array | undefined {
  const root = (scopeOfRoot as readonly NamedScope[]).indexOf(scope)
  return rootBytes[root]
}

const sdsRoot = 4, cdsRoot = 5, ldsRoot = 6
const rdsInfix = bytesOf('.rds.')

/** How often `.rds.` may stand in a name before nothing is made of the rest. */
const maxTried = 16

/** Histograms give their quantiles instead of a value. */
export interface Quantiles { p50: number | undefined, p99: number | undefined }

/** Gives one statistic, named as `/stats` and its JSON name it, to the collector under its identity. */
export class StatIdentifier {
  readonly #collector: StatsCollector
  readonly last = new LastName()

  constructor(collector: StatsCollector) {
    this.#collector = collector
  }

  /** `entries` are the metrics whose ending is that of the name at `start`..`end`; at least one. */
  take(entries: readonly MetricEntry[], buffer: Uint8Array, start: number, end: number, value: StatValue | Quantiles, line: number | undefined): void {
    const root = rootOf(buffer, start, end)
    const nameStart = root === -1 ? start : start + (rootBytes[root] as Uint8Array).length
    const scope = scopeOfRoot[root]
    let best: MetricEntry | undefined
    let bestIsKnown = false
    for (const entry of entries) {
      if (!endsWith(buffer, start, end, entry.bytes)) continue
      const nameEnd = end - entry.bytes.length - 1
      if (entry.scope === 'server') {
        if (nameEnd === start - 1 && typeof value !== 'object') this.#collector.putServer(entry, value, line)
      } else if (entry.scope === 'subscription') {
        if (typeof value !== 'object') this.#takeSubscription(root, entry, buffer, start, nameStart, nameEnd, value, line)
      } else if (entry.scope === scope && nameEnd > nameStart && buffer[nameEnd] === dot) {
        // The longest known name wins, else the shortest metric: sub-scopes are folded back at the end of the page.
        if (best === undefined) {
          best = entry
          continue
        }
        const known = this.#isKnown(scope, buffer, nameStart, nameEnd)
        bestIsKnown ||= this.#isKnown(scope, buffer, nameStart, end - best.bytes.length - 1)
        if (known === bestIsKnown ? entry.bytes.length < best.bytes.length : known) {
          best = entry
          bestIsKnown = known
        }
      }
    }
    if (best === undefined || scope === undefined) return
    const nameEnd = end - best.bytes.length - 1
    const record = this.#lastRecord(buffer, start, nameEnd) ?? this.#collector.find(scope, buffer, nameStart, nameEnd)
    if (record === undefined) return
    if (record !== this.last.record) this.last.remember(scope, record, buffer, start, nameEnd)
    if (typeof value !== 'object') this.#collector.putNamed(record, best, value, line)
    else this.#collector.putQuantiles(record, best, value.p50, value.p99)
  }

  #lastRecord(buffer: Uint8Array, start: number, end: number): NameRecord | undefined {
    return this.last.is(buffer, start, end) ? this.last.record : undefined
  }

  #isKnown(scope: NamedScope, buffer: Uint8Array, start: number, end: number): boolean {
    return this.#collector.names[scope].isKnown(buffer, start, end)
  }

  /** The name is at `start`..`end`, and its root before it begins at `whole`. */
  #takeSubscription(root: number, entry: MetricEntry, buffer: Uint8Array, whole: number, start: number, end: number, value: StatValue, line: number | undefined): void {
    if (root === cdsRoot || root === ldsRoot) {
      if (end === start - 1) this.#collector.putSingle(root === cdsRoot ? 'cds' : 'lds', entry, value, line)
      return
    }
    if (end <= start || buffer[end] !== dot) return
    let record: NameRecord | undefined
    if (scopeOfRoot[root] === 'cluster') {
      record = this.#lastRecord(buffer, whole, end) ?? this.#collector.find('cluster', buffer, start, end)
      if (record !== undefined) this.#collector.putEds(record, entry, value, line)
      return
    }
    if (root === sdsRoot) record = this.#collector.find('sds', buffer, start, end)
    else if (scopeOfRoot[root] === 'http') {
      const from = this.#findRouteConfig(buffer, start, end)
      if (from !== -1) record = this.#collector.find('rds', buffer, from, end)
    }
    if (record !== undefined) this.#collector.putNamed(record, entry, value, line)
  }

  /** Where the route configuration's name begins in `<stat prefix>.rds.<route configuration>`; either may have dots, or `.rds.`. */
  #findRouteConfig(buffer: Uint8Array, start: number, end: number): number {
    let first = -1
    let tried = 0
    for (let i = start + 1; i + rdsInfix.length < end && tried < maxTried; i++) {
      if (!startsWith(buffer, i, end, rdsInfix)) continue
      const from = i + rdsInfix.length
      tried++
      if (this.#isKnown('rds', buffer, from, end)) return from
      if (first === -1) first = from
    }
    return first
  }
}

function rootOf(buffer: Uint8Array, start: number, end: number): number {
  const c = buffer[start]
  for (let root = 0; root < rootBytes.length; root++) {
    if ((rootBytes[root] as Uint8Array)[0] !== c) continue
    if (startsWith(buffer, start, end, rootBytes[root] as Uint8Array)) return root
  }
  return -1
}

export function startsWith(buffer: Uint8Array, start: number, end: number, bytes: Uint8Array): boolean {
  if (end - start < bytes.length) return false
  for (let i = 0; i < bytes.length; i++) if (buffer[start + i] !== bytes[i]) return false
  return true
}

/** Whether the name ends with these bytes; not whether a dot stands before them. */
function endsWith(buffer: Uint8Array, start: number, end: number, bytes: Uint8Array): boolean {
  const from = end - bytes.length
  if (from < start) return false
  for (let i = bytes.length - 1; i >= 0; i--) if (buffer[from + i] !== bytes[i]) return false
  return true
}
