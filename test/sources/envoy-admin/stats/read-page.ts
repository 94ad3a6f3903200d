import type { Needs } from '../../../../src/evidence/needs.ts'
import type { Problem } from '../../../../src/evidence/problem.ts'
import type { ScopeKind, StatsSample, StatValue } from '../../../../src/evidence/stats.ts'
import { noNames, type KnownNames } from '../../../../src/sources/envoy-admin/stats/known-names.ts'
import { StatsReader } from '../../../../src/sources/envoy-admin/stats/read-stats.ts'

/** Needs of some metrics in each scope. */
export function needing(stats: Partial<Record<ScopeKind, readonly string[]>>): Needs {
  return { kinds: new Set(), requestFilters: new Set(), stats: new Map(Object.entries(stats).map(([scope, metrics]) => [scope as ScopeKind, new Set(metrics)])) }
}

export const commonNeeds = needing({
  cluster: [
    'upstream_rq_total', 'upstream_rq_5xx', 'upstream_rq_503', 'internal.upstream_rq_5xx', 'upstream_cx_total', 'update_failure', 'version',
    'circuit_breakers.default.rq_open', 'ssl.handshake', 'ssl.fail_verify_san', 'health_check.healthy', 'membership_total',
  ],
  listener: ['downstream_cx_total', 'ssl.handshake', 'no_filter_chain_match'],
  http: ['downstream_rq_5xx', 'downstream_cx_active', 'rq_total', 'no_route'],
  tcp: ['downstream_cx_total'],
  subscription: ['update_rejected', 'update_success', 'version', 'update_failure'],
  server: ['control_plane.connected_state', 'control_plane.identifier', 'cluster_manager.warming_clusters', 'grpc.ads.streams_closed_14'],
})

export function knowing(names: Partial<Record<keyof KnownNames, readonly string[]>>): KnownNames {
  return { ...noNames, ...Object.fromEntries(Object.entries(names).map(([key, list]) => [key, new Set(list)])) }
}

export interface ReadOptions { needs?: Needs, names?: KnownNames, query?: string, chunk?: number }

export function readPage(page: string | Uint8Array, options: ReadOptions = {}): { sample: StatsSample, problems: Problem[] } {
  const { needs = commonNeeds, names = noNames, query, chunk = 1 << 16 } = options
  const problems: Problem[] = []
  const reader = new StatsReader({ source: 'page', needs, names, problems, ...(query === undefined ? {} : { query }) })
  const bytes = typeof page === 'string' ? Buffer.from(page) : page
  // One buffer for all pieces, as a file is read: nothing of it may be kept.
  const piece = new Uint8Array(chunk)
  for (let i = 0; i < bytes.length; i += chunk) {
    const part = bytes.subarray(i, i + chunk)
    piece.set(part)
    reader.write(piece.subarray(0, part.length))
    piece.fill(0x58)
  }
  return { sample: reader.end(), problems }
}

/** `scope name metric` -> value, in order. */
export function listValues(sample: StatsSample): [string, StatValue][] {
  const list: [string, StatValue][] = []
  for (const [scope, names] of sample.scopes) {
    for (const [name, values] of names) for (const [metric, value] of values) list.push([`${scope}|${name}|${metric}`, value])
  }
  return list.sort(([a], [b]) => a < b ? -1 : 1)
}

/** A page of statistics as the JSON form prints it. */
export function toJsonPage(stats: readonly (readonly [string, number | bigint | string])[]): string {
  return `{"stats":[${stats.map(([name, value]) => `{"name":${JSON.stringify(name)},"value":${typeof value === 'string' ? JSON.stringify(value) : String(value)}}`).join(',')}]}`
}

export function toTextPage(stats: readonly (readonly [string, number | bigint | string])[]): string {
  return stats.map(([name, value]) => `${name}: ${typeof value === 'string' ? `"${value}"` : String(value)}\n`).join('')
}
