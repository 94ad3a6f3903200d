import { elementOf } from './sections.ts'
import { isIndentedText } from './yaml-dump.ts'

const envoyType = /"?'?@type'?"?\s*:\s*["']?type\.googleapis\.com\/envoy\.(?:admin|api|config|extensions)\./

/** Members that only an element of a config_dump, or a resource in one, has together. */
const pairs: readonly (readonly [string, string])[] = [
  ['cluster', 'last_updated'], ['listener', 'last_updated'], ['route_config', 'last_updated'], ['secret', 'last_updated'],
  ['name', 'active_state'], ['name', 'warming_state'], ['name', 'error_state'], ['bootstrap', 'last_updated'],
  ['filter_chain_match', 'filters'], ['name', 'filter_chains'], ['name', 'virtual_hosts'], ['name', 'connect_timeout'],
]

/** Whether JSON that begins like this, with these keys at its top, is a config_dump, a page of one, or a piece of one. */
export function looksLikeConfigDump(head: string, keys: ReadonlySet<string>): boolean {
  // Kubernetes objects carry Envoy's types too.
  if (keys.has('apiVersion') || keys.has('kind')) return false
  if (keys.has('configs')) return envoyType.test(head)
  if ([...keys].some(key => elementOf(key) !== undefined)) return true
  if (keys.has('@type') && /^[^{]*\{\s*"@type"/.test(head)) return envoyType.test(head.slice(0, 1000))
  return pairs.some(([first, second]) => keys.has(first) && keys.has(second))
    || (keys.has('version_info') && (keys.has('cluster') || keys.has('listener')))
}

/** Whether YAML that begins like this is a config_dump or a piece of one. */
export function looksLikeYamlDump(head: string): boolean {
  if (!isIndentedText(head) || /^\s*(?:apiVersion|kind):/m.test(head) || !envoyType.test(head)) return false
  return [...head.matchAll(/^[ \t-]*([a-z_]+):[ \t]*$/gm)].some(([, key = '']) => key === 'configs' || elementOf(key) !== undefined)
}
