import type { EvidenceKind } from '../../evidence/kinds.ts'
import type { Needs } from '../../evidence/needs.ts'

/** One GET of a live proxy; see the collector for what the marks mean. */
export interface PlannedRequest { path: string, kind: EvidenceKind, heavy: boolean, sampled: boolean }

/** In the order they are asked. Zeros are not left out of /stats, so that a missing statistic can be told from a zero. */
const known: readonly PlannedRequest[] = [
  { path: '/server_info', kind: 'server_info', heavy: false, sampled: false },
  { path: '/ready', kind: 'ready', heavy: false, sampled: false },
  { path: '/stats', kind: 'stats', heavy: true, sampled: true },
  { path: '/config_dump?include_eds', kind: 'config_dump', heavy: true, sampled: false },
  { path: '/clusters?format=json', kind: 'clusters', heavy: true, sampled: false },
  { path: '/listeners?format=json', kind: 'listeners', heavy: false, sampled: false },
  { path: '/certs', kind: 'certs', heavy: false, sampled: false },
  { path: '/memory', kind: 'memory', heavy: false, sampled: false },
  { path: '/runtime', kind: 'runtime', heavy: false, sampled: false },
  { path: '/init_dump', kind: 'init_dump', heavy: false, sampled: false },
]

/** What is asked of a live proxy: its identity, and what some rule reads. */
export function planRequests(needs: Needs): readonly PlannedRequest[] {
  return known.filter(({ kind }) => kind === 'server_info' || needs.kinds.has(kind))
}
