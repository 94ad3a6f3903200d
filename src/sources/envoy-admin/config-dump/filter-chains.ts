import type { FilterChain } from '../../../evidence/schema.ts'
import { fields, isFields, number, records, text, texts, type Fields } from '../fields.ts'
import { readAccessLog } from './access-log.ts'
import { readExtension, type Extension } from './extension.ts'
import type { TlsReader } from './tls.ts'
import { findTlsContext } from './transport-socket.ts'

/** A filter chain, and what of it belongs elsewhere. */
export interface ReadChain {
  chain: FilterChain
  /** The route configuration that is written into the connection manager. */
  inlineRoutes: Fields | undefined
  /** Names of route configurations that its scopes refer to. */
  scopedRoutes: readonly string[]
}

/** Reads envoy.config.listener.v3.FilterChain. Its kind is that of the filter that ends it. */
export function readFilterChain(value: Fields, tls: TlsReader): ReadChain {
  const match = fields(value.filter_chain_match)
  const filters = records(value.filters).map(readExtension)
  const http = filters.find(filter => isKind(filter, 'HttpConnectionManager', 'http_connection_manager'))
  const tcp = filters.find(filter => isKind(filter, 'TcpProxy', 'tcp_proxy'))
  const last = http ?? tcp ?? filters.at(-1)
  const config = last?.config ?? {}
  const context = findTlsContext(value, 'Downstream')
  const inline = http !== undefined && isFields(config.route_config) ? config.route_config : undefined
  const { accessLog, accessLogFormat } = readAccessLog(config)
  return {
    chain: {
      destinationPort: number(match.destination_port),
      prefixRanges: records(match.prefix_ranges).map(range => `${text(range.address_prefix) ?? ''}/${number(range.prefix_len) ?? 0}`),
      serverNames: texts(match.server_names),
      transportProtocol: text(match.transport_protocol),
      applicationProtocols: texts(match.application_protocols),
      kind: http !== undefined ? 'http' : tcp !== undefined ? 'tcp' : last?.name ?? '',
      statPrefix: text(config.stat_prefix),
      routeConfig: http === undefined ? undefined : text(fields(config.rds).route_config_name) ?? nameOf(inline),
      cluster: http === undefined ? tcpCluster(config) : undefined,
      accessLog,
      accessLogFormat,
      tls: context === undefined ? undefined : tls.readDownstream(context),
    },
    inlineRoutes: inline,
    scopedRoutes: records(fields(fields(config.scoped_routes).scoped_route_configurations_list).scoped_route_configurations)
      .map(scope => text(scope.route_configuration_name)).filter(name => name !== undefined),
  }
}

function isKind({ name, type }: Extension, wanted: string, v2Name: string): boolean {
  return type === undefined ? name.endsWith(v2Name) : type === wanted
}

function nameOf(routes: Fields | undefined): string | undefined {
  return routes === undefined ? undefined : text(routes.name) ?? ''
}

/** The cluster of a tcp_proxy; the heaviest of weighted ones. */
function tcpCluster(config: Fields): string | undefined {
  const single = text(config.cluster)
  if (single !== undefined) return single
  const weighted = records(fields(config.weighted_clusters).clusters)
  const [heaviest] = weighted.toSorted((a, b) => (number(b.weight) ?? 0) - (number(a.weight) ?? 0))
  return text(heaviest?.name)
}
