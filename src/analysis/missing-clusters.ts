import { orElse } from '../evidence/absent.ts'
import type { Cluster, RouteConfig } from '../evidence/schema.ts'
import { markDifference, nearestName } from './nearest-name.ts'

/**
 * Clusters that routes send to and the proxy does not have, each once, in the order of the routes: with the name that is most like it, or
 * that it is still warming, which for a route is the same as not being there.
 */
export function listMissingClusters(configs: readonly RouteConfig[], clusters: readonly Cluster[]): string[] {
  const known = new Map(clusters.map(cluster => [cluster.name, orElse(cluster.warming, false)]))
  const routed = configs.flatMap(config => config.virtualHosts.flatMap(host => host.routes.flatMap(route => route.clusters)))
  const others = clusters.filter(cluster => cluster.special === '' && cluster.direction !== 'ingress').map(cluster => cluster.name)
  return [...new Set(routed)].filter(name => known.get(name) !== false).map(name => {
    if (known.get(name) === true) return `${name} (still warming)`
    const nearest = nearestName(name, others)
    return nearest === undefined ? name : `${name} (nearest: ${markDifference(name, nearest)})`
  })
}
