import type { EvidenceKind } from '../../evidence/kinds.ts'
import { looksLikeConfigDump, looksLikeYamlDump } from './config-dump/sniff-dump.ts'
import { readHotRestartVersion } from './hot-restart-version.ts'
import { readState } from './ready.ts'
import { sniffLines } from './sniff-lines.ts'
import { topLevelKeys } from './top-level-keys.ts'

/**
 * Recognises an answer of Envoy's admin interface by its beginning (64 KiB as text; it may end anywhere, have a byte order mark
 * and any line ends), never by a file's name. Undefined for everything else: HTML, another service's JSON, logs, and an empty
 * JSON object, which three endpoints print and nothing tells apart.
 */
export function sniffEnvoyAdmin(head: string): EvidenceKind | undefined {
  const text = head.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const uncommented = text.replace(/^(?:\s*#[^\n]*\n)+/, '').trimStart()
  if (/^[{["]/.test(uncommented)) return sniffJson(uncommented.startsWith('"') ? `{${uncommented}` : uncommented)
  if (/^[<}\]]/.test(uncommented)) return undefined
  if (readState(text) !== undefined) return 'ready'
  if (readHotRestartVersion(text) !== undefined) return 'hot_restart_version'
  return looksLikeYamlDump(uncommented) ? 'config_dump' : sniffLines(text)
}

/** Whether a whole answer to /server_info is Envoy's, which is the test of whether an address is an Envoy at all. */
export function isEnvoyServerInfo(answer: string): boolean {
  return /^\s*\{/.test(answer.replace(/^\uFEFF/, '')) && isServerInfo(topLevelKeys(answer), answer)
}

function sniffJson(text: string): EvidenceKind | undefined {
  const keys = topLevelKeys(text)
  const has = (...names: readonly string[]): boolean => names.every(name => keys.has(name))
  if (text.startsWith('{')) {
    if (has('cluster_statuses')) return 'clusters'
    if (has('listener_statuses')) return 'listeners'
    if (has('unready_targets_dumps')) return 'init_dump'
    if (keys.size === 1 && /^\{\s*"certificates"\s*:\s*\[\s*(?:\]|\{\s*(?:\}|"(?:ca_cert|cert_chain)"))/.test(text)) return 'certs'
    if (keys.size === 1 && /^\{\s*"stats"\s*:\s*\[\s*(?:\]|\{\s*"(?:name|value|histograms)")/.test(text)) return 'stats'
    if (isServerInfo(keys, text)) return 'server_info'
    if (has('allocated', 'heap_size', 'total_thread_cache')) return 'memory'
    if (has('layers', 'entries')) return 'runtime'
  }
  return looksLikeConfigDump(text, keys) ? 'config_dump' : undefined
}

/** Source: Envoy, admin.v3.ServerInfo. Where the keys were sorted, the list of extensions may push `state` out of the head. */
function isServerInfo(keys: ReadonlySet<string>, text: string): boolean {
  if (keys.has('hot_restart_version') && keys.has('command_line_options')) return true
  return keys.has('version') && keys.has('uptime_current_epoch')
    && /"state"\s*:\s*"(?:LIVE|DRAINING|PRE_INITIALIZING|INITIALIZING)"/.test(text)
}
