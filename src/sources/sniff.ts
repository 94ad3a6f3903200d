import type { EvidenceKind } from '../evidence/kinds.ts'

/** Recognises its kinds by the first 64 KiB of a text, which may end anywhere; undefined for what is not its own. */
type Sniffer = (head: string) => EvidenceKind | undefined

/** Every source's sniffer. The more exact a source's forms are, the earlier it is asked; logs, which are any text, come last. */
const sniffers: readonly Sniffer[] = [sniffJson, sniffText, sniffLines]

/** The kind of evidence that a text is, by its content. */
export function sniffKind(head: string): EvidenceKind | 'unknown' {
  const text = head.replace(/^\uFEFF/, '')
  for (const sniff of sniffers) {
    const kind = sniff(text)
    if (kind !== undefined) return kind
  }
  return 'unknown'
}

const keys: readonly (readonly [RegExp, EvidenceKind])[] = [
  [/^\{\s*"configs"\s*:/, 'config_dump'],
  [/^\{\s*"stats"\s*:/, 'stats'],
  [/^\{\s*"cluster_statuses"\s*:/, 'clusters'],
  [/^\{\s*"listener_statuses"\s*:/, 'listeners'],
  [/^\{\s*"certificates"\s*:/, 'certs'],
  [/^\{\s*"unready_targets_dumps"\s*:/, 'init_dump'],
  [/^\{[\s\S]*"uptime_current_epoch"\s*:/, 'server_info'],
  [/^\{[\s\S]*"envoyState"\s*:/, 'agent_status'],
  [/^\{[\s\S]*"heap_size"\s*:/, 'memory'],
  [/^\{\s*"(layers|entries)"\s*:/, 'runtime'],
  [/^\{[\s\S]*"(virtualNode|virtualRouter|virtualService|virtualGateway|route|gatewayRoute|mesh)(Name|s)?"\s*:/, 'mesh'],
  [/^\{[\s\S]*"QuotaName"\s*:/, 'quota'],
]

function sniffJson(text: string): EvidenceKind | undefined {
  const trimmed = text.trimStart()
  return trimmed.startsWith('{') ? keys.find(([pattern]) => pattern.test(trimmed))?.[1] : undefined
}

function sniffText(text: string): EvidenceKind | undefined {
  if (/^(LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)\s*$/.test(text)) return 'ready'
  if (/^apiVersion: appmesh\.k8s\.aws/m.test(text)) return 'mesh'
  if (/^[^\n]*::(\S+::)*\S+$/m.test(text.slice(0, 2000)) && /::(added_via_api|health_flags|cx_active|default_priority|observability_name)::/.test(text)) return 'clusters'
  if (/^# TYPE \S+ (counter|gauge|histogram|summary)/m.test(text)) return 'stats'
  if (/^[a-z_]+\.[^\n]*: (\d+|"[^\n]*"|No recorded values|P0\([^\n]*)$/m.test(text.slice(0, 8000))) return 'stats'
  if (/^\d+(\.\d+){1,3}\.\d+$/.test(text.trim())) return 'hot_restart_version'
  return /^\S+::(\d+\.\d+\.\d+\.\d+|\[[\da-f:]+\]):\d+$/m.test(text.slice(0, 2000)) ? 'listeners' : undefined
}

function sniffLines(text: string): EvidenceKind | undefined {
  if (/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\]\[\d+\]\[\w+\]/m.test(text)) return 'process_log'
  return /^\[\d{4}-\d\d-\d\dT[\d:.]+Z\] "/m.test(text) ? 'access_log' : undefined
}
