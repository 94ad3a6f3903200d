/**
 * All that is ever asked of a proxy: reads of Envoy's admin interface and of the App Mesh Agent, with the parameters that
 * keep them reads. Envoy refuses mutations by GET, but not every version, proxy or impostor has to.
 * Left out on purpose: the Agent's `delta`, which moves the mark its other readers count from.
 * Source: Envoy, operations/admin; the Agent's README.
 */
const readOnly: Readonly<Record<string, readonly string[]>> = {
  '/server_info': [],
  '/ready': [],
  '/stats': ['usedonly', 'filter', 'format', 'type', 'histogram_buckets', 'hidden', 'pretty', 'text_readouts'],
  '/stats/prometheus': ['usedonly', 'filter', 'histogram_buckets', 'text_readouts'],
  '/config_dump': ['resource', 'mask', 'name_regex', 'include_eds'],
  '/clusters': ['format', 'filter'],
  '/listeners': ['format'],
  '/certs': [],
  '/memory': [],
  '/runtime': [],
  '/init_dump': ['mask'],
  '/hot_restart_version': [],
  '/status': [],
}

/** Whether this path, without a query, is one that may be read. */
export function isReadOnlyPath(path: string): boolean {
  return Object.hasOwn(readOnly, path)
}

/** Whether this path and query may be sent, character by character as they are. */
export function isAllowed(pathAndQuery: string): boolean {
  const at = pathAndQuery.indexOf('?')
  const path = at < 0 ? pathAndQuery : pathAndQuery.slice(0, at)
  if (!isReadOnlyPath(path)) return false
  if (at < 0) return true
  const query = pathAndQuery.slice(at + 1)
  // Printable ASCII only: nothing that a proxy in between could read as a second request or another path.
  if (!/^[!-~]*$/.test(query) || query.includes('#')) return false
  return query.split('&').every(pair => readOnly[path]?.includes(pair.split('=', 1)[0] ?? ''))
}
