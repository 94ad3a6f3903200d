/**
 * Writes a page of `/stats` as `/stats/prometheus` would print it: the tags that Envoy takes out of names become labels
 * (Envoy source, common/config/well_known_names). Counters and gauges only; what has no tag keeps its whole name.
 */
export function toPrometheus(page: string): string {
  const families = new Map<string, { type: string, rows: string[] }>()
  for (const line of page.split('\n')) {
    const match = /^(.+): (\d+)$/.exec(line)
    if (match === null) continue
    const [, name = '', value = ''] = match
    const { family, labels } = takeTags(name)
    const known = families.get(family) ?? { type: isGauge(name) ? 'gauge' : 'counter', rows: [] }
    families.set(family, known)
    known.rows.push(`${family}{${labels.map(([label, text]) => `${label}="${text}"`).join(',')}} ${value}\n`)
  }
  return [...families].map(([family, { type, rows }]) => `# TYPE ${family} ${type}\n${rows.join('')}`).join('')
}

/** What is taken out of a name, in Envoy's order: `out` is the part that leaves the name. */
const tags: readonly { label: string, pattern: RegExp }[] = [
  { label: 'envoy_response_code', pattern: /_rq(?<out>_(?<value>\d{3}))$/d },
  { label: 'envoy_response_code_class', pattern: /_rq_(?<out>(?<value>\d))xx$/d },
  { label: 'envoy_worker_id', pattern: /^(?:listener_manager|server|listener\..*)\.(?<out>worker_(?<value>\d+)\.)/d },
  { label: 'envoy_ssl_cipher', pattern: /\.ssl\.ciphers(?<out>\.(?<value>[^.]+))$/d },
  { label: 'envoy_ssl_version', pattern: /\.ssl\.versions(?<out>\.(?<value>.+))$/d },
  { label: 'envoy_ssl_curve', pattern: /\.ssl\.curves(?<out>\.(?<value>[^.]+))$/d },
  { label: 'envoy_ssl_sigalg', pattern: /\.ssl\.sigalgs(?<out>\.(?<value>[^.]+))$/d },
  { label: 'envoy_rds_route_config', pattern: /^http\.[^.]+\.rds\.(?<out>(?<value>.+)\.)(?:config_reload|update_|version|init_fetch)/d },
  { label: 'envoy_cluster_name', pattern: /^cluster\.(?<out>(?<value>[^.]+)\.)/d },
  { label: 'envoy_listener_address', pattern: /^listener\.(?<out>(?<value>\d+\.\d+\.\d+\.\d+_\d+|[^.]+)\.)/d },
  { label: 'envoy_http_conn_manager_prefix', pattern: /^(?:listener\..*\.)?http\.(?<out>(?<value>[^.]+)\.)/d },
  { label: 'envoy_tcp_prefix', pattern: /^tcp\.(?<out>(?<value>[^.]+)\.)/d },
]

function takeTags(name: string): { family: string, labels: [string, string][] } {
  const labels: [string, string][] = []
  let rest = name
  for (const { label, pattern } of tags) {
    const match = pattern.exec(rest)
    const [start, end] = match?.indices?.groups?.out ?? []
    if (match === null || start === undefined || end === undefined) continue
    labels.push([label, match.groups?.value ?? ''])
    rest = rest.slice(0, start) + rest.slice(end)
  }
  return { family: `envoy_${rest.replace(/[^a-zA-Z0-9_]/g, '_')}`, labels }
}

function isGauge(name: string): boolean {
  return /(?:_active|_state|_open|\.state|\.live|\.version|_time|_time_ms|\.uptime|memory_\w+|concurrency|_expiring|remaining_\w+|_buffered|workers_started|total_listeners_\w+|membership_(?:total|healthy|degraded|excluded)|max_host_weight|\w+_clusters|\.connected_state|pending_requests|total_connections|parent_connections|\.healthy|\.degraded|hot_restart_\w+|num_\w+)$/.test(name)
}
