import { isKnown } from '../evidence/absent.ts'
import type { LogGroup, Proxy, RouteConfig } from '../evidence/schema.ts'
import { findVirtualHost } from '../analysis/index.ts'

/**
 * Which cluster each group of requests was meant for: the log's own upstream cluster, else the endpoint's address, else, for
 * requests that reached no host, the only cluster that the virtual host of their authority routes to.
 */
export function attributeRequests(proxy: Proxy, groups: readonly LogGroup[]): ReadonlyMap<string, readonly LogGroup[]> {
  const byCluster = new Map<string, LogGroup[]>()
  const byAddress = indexEndpoints(proxy)
  const configs = isKnown(proxy.routeConfigs) ? egressFirst(proxy.routeConfigs) : []
  for (const group of groups) {
    const cluster = group.cluster ?? (group.upstream === undefined ? undefined : byAddress.get(group.upstream)) ?? routedCluster(configs, group)
    if (cluster === undefined) continue
    const mine = byCluster.get(cluster)
    if (mine === undefined) byCluster.set(cluster, [group])
    else mine.push(group)
  }
  return byCluster
}

function indexEndpoints(proxy: Proxy): Map<string, string> {
  const index = new Map<string, string>()
  for (const cluster of isKnown(proxy.clusters) ? proxy.clusters : []) {
    for (const endpoint of isKnown(cluster.endpoints) ? cluster.endpoints : []) index.set(`${endpoint.address}:${endpoint.port}`, cluster.name)
  }
  return index
}

/** Inbound route configurations take any authority, so they would claim every request. */
function egressFirst(configs: readonly RouteConfig[]): readonly RouteConfig[] {
  const egress = configs.filter(config => !config.virtualHosts.some(host => host.domains.includes('*')))
  return egress.length > 0 ? egress : configs
}

function routedCluster(configs: readonly RouteConfig[], group: LogGroup): string | undefined {
  // A request without a route was meant for no cluster.
  if (group.flags.split(',').includes('NR')) return undefined
  const clusters = new Set(configs.flatMap(config => findVirtualHost(config, group.authority)?.routes.flatMap(route => route.clusters) ?? []))
  return clusters.size === 1 ? [...clusters][0] : undefined
}
