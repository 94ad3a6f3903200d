import { ports, recorded, rename, renameRecord, type Copy } from './multiply-cluster.ts'

type Json = Record<string, unknown>

interface Dump { configs: Json[] }
interface RouteConfig { route_config: { name: string, virtual_hosts: Json[] } }

const section = (dump: Dump, type: string): Json => dump.configs.find(config => String(config['@type']).endsWith(`.${type}`)) ?? {}
const list = (holder: Json, key: string): Json[] => (holder[key] ?? []) as Json[]
const isRecorded = (record: unknown): boolean => JSON.stringify(record).includes(recorded.cluster)

/** The list with its record of the recorded cluster once for each copy; the other records stay in front. */
function multiply(healthy: readonly Json[], sick: readonly Json[], copies: readonly Copy[], finish: (record: Json, copy: Copy) => Json = record => record): Json[] {
  const [mine, other] = [healthy.find(isRecorded) ?? {}, sick.find(isRecorded) ?? {}]
  return [...healthy.filter(record => !isRecorded(record)), ...copies.map(copy => finish(renameRecord(copy.sick ? other : mine, copy), copy))]
}

/** One record of a host for each of the copy's addresses. */
function multiplyHosts(hosts: readonly Json[], copy: Copy): unknown[] {
  const host = JSON.stringify(hosts[0] ?? {})
  return copy.addresses.map(address => JSON.parse(host.replace(/"address":"[\d.]+"/, `"address":"${address}"`)) as unknown)
}

/** `/config_dump?include_eds` */
export function multiplyDump(healthy: Dump, sick: Dump, copies: readonly Copy[]): Dump {
  const of = (type: string, key: string, finish?: (record: Json, copy: Copy) => Json): Json =>
    ({ ...section(healthy, type), [key]: multiply(list(section(healthy, type), key), list(section(sick, type), key), copies, finish) })
  const made: Record<string, Json> = {
    ClustersConfigDump: of('ClustersConfigDump', 'dynamic_active_clusters'),
    EndpointsConfigDump: of('EndpointsConfigDump', 'dynamic_endpoint_configs', (record, copy) => {
      const assignment = record.endpoint_config as { endpoints: { lb_endpoints: Json[] }[] }
      for (const locality of assignment.endpoints) locality.lb_endpoints = multiplyHosts(locality.lb_endpoints, copy) as Json[]
      return record
    }),
    RoutesConfigDump: { ...section(healthy, 'RoutesConfigDump'), dynamic_route_configs: multiplyRoutes(list(section(healthy, 'RoutesConfigDump'), 'dynamic_route_configs'), copies) },
    ListenersConfigDump: multiplyChains(section(healthy, 'ListenersConfigDump')),
  }
  return { configs: healthy.configs.map(config => made[String(config['@type']).split('.').at(-1) ?? ''] ?? config) }
}

/** One route configuration a port, with a virtual host for each virtual service. */
function multiplyRoutes(configs: readonly Json[], copies: readonly Copy[]): Json[] {
  const [text] = configs.map(config => JSON.stringify(config))
  if (text === undefined) return []
  return ports.map(port => {
    const made = copies.filter(copy => copy.port === port).map(copy => JSON.parse(rename(text, copy)) as Json & RouteConfig)
    const first = made[0] ?? JSON.parse(text.replaceAll(recorded.routes, `rds_egress_http_${port}`)) as Json & RouteConfig
    return { ...first, route_config: { ...first.route_config, virtual_hosts: made.flatMap(config => config.route_config.virtual_hosts) } }
  })
}

/** One filter chain a port, those for other destinations after them. */
function multiplyChains(listeners: Json): Json {
  const copy = JSON.parse(JSON.stringify(listeners)) as Json
  for (const { active_state: state } of list(copy, 'dynamic_listeners') as { active_state: { listener: { filter_chains: Json[] } } }[]) {
    state.listener.filter_chains = state.listener.filter_chains.flatMap(chain => {
      const text = JSON.stringify(chain)
      return text.includes(recorded.routes) ? ports.map(port => JSON.parse(text.replaceAll(recorded.routes, `rds_egress_http_${port}`).replace('"destination_port":8080', `"destination_port":${port}`)) as Json) : [chain]
    })
  }
  return copy
}

/** `/clusters?format=json` */
export function multiplyClusters(healthy: Json, sick: Json, copies: readonly Copy[]): Json {
  return { cluster_statuses: multiply(list(healthy, 'cluster_statuses'), list(sick, 'cluster_statuses'), copies, (record, copy) => ({ ...record, host_statuses: multiplyHosts(list(record, 'host_statuses'), copy) })) }
}

/** Lines of an access log in Envoy's default format: requests to every copy in turn, evenly over `seconds` up to the recorded log's end. */
export function* multiplyLog(healthy: string, sick: string, copies: readonly Copy[], count: number, seconds: number): Iterable<string> {
  const lines = { healthy: healthy.trim().split('\n'), sick: sick.trim().split('\n') }
  const end = Date.parse(/^\[([^\]]+)\]/.exec(lines.healthy.at(-1) ?? '')?.[1] ?? '')
  for (let i = 0; i < count; i++) {
    const copy = copies[i % copies.length]
    if (copy === undefined) return
    const recordedLines = copy.sick ? lines.sick : lines.healthy
    const line = rename(recordedLines[i % recordedLines.length] ?? '', copy)
    const at = new Date(end - seconds * 1000 * (1 - (i + 1) / count)).toISOString()
    yield `${line.replace(/^\[[^\]]+\]/, `[${at}]`).replace(/"[\d.]+:\d+"$/, `"${copy.addresses[i % copy.addresses.length] ?? ''}:${copy.port}"`)}\n`
  }
}
