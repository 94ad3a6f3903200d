import { isKnown } from '../evidence/absent.ts'
import type { LogGroup, Proxy, RouteConfig } from '../evidence/schema.ts'
import { targetOf } from './clusters.ts'
import { findVirtualHost } from '../analysis/index.ts'

/**
 * Which cluster each group of requests was meant for: the log's own upstream cluster, else the endpoint's address, else, for
 * requests that reached no host, the only cluster that the virtual host of their authority routes to.
 */
export function attributeRequests(proxy: Proxy, groups: readonly LogGroup[]): ReadonlyMap<string, readonly LogGroup[]> {
  const byCluster = new Map<string, LogGroup[]>()
  const byAddress = indexEndpoints(proxy)
  const names = new Set(isKnown(proxy.clusters) ? proxy.clusters.map(({ name }) => name) : [])
  /** Where nothing but the log was given, authorities stand for clusters. */
  const named = (group: LogGroup): string | undefined => {
    const name = targetOf(group)
    return name !== undefined && names.has(name) ? name : undefined
  }
  const configs = new ConfigIndex(isKnown(proxy.routeConfigs) ? egressFirst(proxy.routeConfigs) : [])
  const byAuthority = new Map<string, string | undefined>()
  const routed = (group: LogGroup): string | undefined => {
    // A request without a route was meant for no cluster.
    if (group.flags.split(',').includes('NR')) return undefined
    if (!byAuthority.has(group.authority)) byAuthority.set(group.authority, routedCluster(configs, group.authority))
    return byAuthority.get(group.authority)
  }
  for (const group of groups) {
    const cluster = group.cluster ?? (group.upstream === undefined ? undefined : byAddress.get(group.upstream)) ?? routed(group) ?? named(group)
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
    for (const endpoint of isKnown(cluster.endpoints) ? cluster.endpoints : []) {
      const { address, port } = endpoint
      index.set(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`, cluster.name)
    }
  }
  return index
}

/** Inbound route configurations take any authority, so they would claim every request. */
function egressFirst(configs: readonly RouteConfig[]): readonly RouteConfig[] {
  const egress = configs.filter(config => !config.virtualHosts.some(host => host.domains.includes('*')))
  return egress.length > 0 ? egress : configs
}

/** Route configurations by the authorities that they may know: a mesh has thousands of both. */
class ConfigIndex {
  readonly #byDomain = new Map<string, RouteConfig[]>()
  /** Those with a wildcard, which have to be asked for any authority. */
  readonly #wide: readonly RouteConfig[]

  constructor(configs: readonly RouteConfig[]) {
    this.#wide = configs.filter(({ virtualHosts }) => virtualHosts.some(host => host.domains.some(domain => domain.includes('*'))))
    for (const config of configs) {
      for (const { domains } of config.virtualHosts) for (const domain of domains) this.#add(domain.toLowerCase(), config)
    }
  }

  /** Every configuration that has a virtual host for the authority is among them. */
  mayKnow(authority: string): readonly RouteConfig[] {
    return [...this.#byDomain.get(authority.toLowerCase()) ?? [], ...this.#wide]
  }

  #add(domain: string, config: RouteConfig): void {
    const known = this.#byDomain.get(domain)
    if (known === undefined) this.#byDomain.set(domain, [config])
    else if (known.at(-1) !== config) known.push(config)
  }
}

/** The only cluster that the virtual hosts of an authority route to. */
function routedCluster(configs: ConfigIndex, authority: string): string | undefined {
  const clusters = new Set(configs.mayKnow(authority).flatMap(config => findVirtualHost(config, authority)?.routes.flatMap(route => route.clusters) ?? []))
  return clusters.size === 1 ? [...clusters][0] : undefined
}
