import { isKnown, orElse } from '../../evidence/absent.ts'
import type { Cluster, Proxy } from '../../evidence/schema.ts'
import type { TargetPair } from './pass-on.ts'

/** The clusters by which one virtual service reaches one virtual node, and why their numbers are not this pair's alone, if so. */
export interface AttributedPair extends TargetPair { clusters: readonly Cluster[], reason: string | undefined }

export interface Attribution {
  pairs: readonly AttributedPair[]
  /** Egress clusters of virtual nodes that no virtual service's route leads to, and why. */
  others: readonly { cluster: Cluster, reason: string }[]
}

/**
 * Which virtual service the requests to each egress cluster are for: App Mesh names each virtual host of an egress route configuration after
 * its virtual service. Undefined where routes or clusters are not known.
 */
export function attributeClusters(proxy: Proxy): Attribution | undefined {
  const { routeConfigs, clusters, listeners } = proxy
  if (!isKnown(routeConfigs) || !isKnown(clusters)) return undefined
  const users = new Map<string, Set<string>>()
  const use = (cluster: string, user: string): void => { users.set(cluster, (users.get(cluster) ?? new Set<string>()).add(user)) }
  for (const config of routeConfigs) {
    if (!config.name.startsWith('rds_egress')) continue
    for (const host of config.virtualHosts) for (const route of host.routes) for (const cluster of route.clusters) use(cluster, host.name)
  }
  for (const listener of orElse(listeners, [])) {
    for (const chain of orElse(listener.chains, [])) if (chain.kind === 'tcp' && chain.cluster !== undefined) use(chain.cluster, tcp)
  }
  const pairs = new Map<string, { service: string, node: string, clusters: Cluster[], reason: string | undefined }>()
  const others: { cluster: Cluster, reason: string }[] = []
  for (const cluster of clusters) {
    const { name, direction, special, virtualNode } = cluster
    if (direction !== 'egress' || special !== '' || virtualNode === undefined) continue
    const mine = [...users.get(name) ?? []]
    const services = mine.filter(user => user !== tcp && user !== defaultBackend)
    const reason = services.length > 1 ? 'several_virtual_services' : mine.includes(tcp) ? 'tcp_route' : mine.includes(defaultBackend) ? 'default_backend' : undefined
    if (services.length === 0) others.push({ cluster, reason: reason ?? 'not_routed' })
    for (const service of services) {
      const key = JSON.stringify([service, virtualNode])
      const pair = pairs.get(key) ?? { service, node: virtualNode, clusters: [], reason: undefined }
      pair.clusters.push(cluster)
      pair.reason ??= reason
      pairs.set(key, pair)
    }
  }
  return { pairs: [...pairs.values()], others }
}

/** Requests that name their virtual service in a header share this virtual host of a gateway. */
const defaultBackend = 'default_backend'
/** No virtual host can be called so. */
const tcp = '\0tcp'
