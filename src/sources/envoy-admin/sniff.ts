import type { EvidenceKind } from '../../evidence/kinds.ts'

/** Marks of the JSON answers, in their first part; the first that is found decides. */
const jsonMarks: readonly (readonly [RegExp, EvidenceKind])[] = [
  [/"@type"\s*:\s*"type\.googleapis\.com\/envoy\.admin\.v\w+\.\w*ConfigDump/, 'config_dump'],
  [/"unready_targets_dumps"\s*:/, 'init_dump'],
  [/"cluster_statuses"\s*:/, 'clusters'],
  [/"listener_statuses"\s*:/, 'listeners'],
  [/"certificates"\s*:\s*\[/, 'certs'],
  [/"stats"\s*:\s*\[/, 'stats'],
  [/"uptime_current_epoch"\s*:/, 'server_info'],
  [/"hot_restart_version"\s*:[^]*"state"\s*:|"state"\s*:[^]*"hot_restart_version"\s*:/, 'server_info'],
  [/"pageheap_unmapped"\s*:|"total_physical_bytes"\s*:/, 'memory'],
  [/"layers"\s*:[^]*"entries"\s*:/, 'runtime'],
]

const statLine = /^[a-zA-Z_][^\s:]*(?:[^\n]*?): (?:\d+|"[^"]*"|P0\(|No recorded values)/
const prometheusLine = /^(?:# TYPE \S+ (?:counter|gauge|histogram|summary)|[a-zA-Z_:][\w:]*(?:\{[^}]*\})? [-+]?[\d.eE+]+)/
const clusterLine = /^.+::(?:default_priority|high_priority|added_via_api|observability_name|outlier)::/
const listenerLine = /^.+::(?:\[[^\]]*\]|[\d.]+):\d+$/

/** Recognises an answer of Envoy's admin interface by its first bytes (up to 64 KiB, as text), never by its name. */
export function sniffEnvoyAdmin(head: string): EvidenceKind | undefined {
  const text = head.replace(/^\uFEFF/, '').trimStart()
  if (text.startsWith('{')) return jsonMarks.find(([mark]) => mark.test(text))?.[1]
  if (text.startsWith('<')) return undefined
  if (/^(?:LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)\s*$/.test(text)) return 'ready'
  if (/^\d+\.\d+(?:\.\d+)*\s*$/.test(text)) return 'hot_restart_version'
  const lines = text.split(/\r?\n/).slice(0, 50).filter(line => line !== '')
  // A piece of a line may begin or end the part that was read.
  const most = (pattern: RegExp): boolean => lines.length > 0 && lines.filter(line => pattern.test(line)).length * 2 > lines.length
  if (lines.some(line => clusterLine.test(line))) return 'clusters'
  if (most(listenerLine)) return 'listeners'
  if (most(prometheusLine)) return 'stats'
  return most(statLine) ? 'stats' : undefined
}
