import type { Route, RouteConfig, VirtualHost } from '../evidence/schema.ts'
import { percentOf } from './phrases.ts'

/** A target is idle below half of its share, when that cannot be chance: five standard deviations of what was expected. */
const leastShare = 0.5
const deviations = 5

/**
 * Weighted targets that get far less than their weight: `payments-canary: 0 of 96 (0 %) requests, its weight is 50 of 100`. Only routes whose
 * targets no other route has are judged, since counters belong to clusters.
 * @param requestsTo how many requests a cluster got, each once
 * @param labelOf what people call a cluster
 */
export function listIdleTargets(configs: readonly RouteConfig[], host: Pick<VirtualHost, 'routes'>, requestsTo: (cluster: string) => number, labelOf: (cluster: string) => string): string[] {
  return host.routes.filter(route => route.clusters.length > 1 && route.clusters.every(cluster => countRoutes(configs).get(cluster) === 1))
    .flatMap(route => idleOf(route, requestsTo, labelOf))
}

function idleOf({ clusters, weights }: Route, requestsTo: (cluster: string) => number, labelOf: (cluster: string) => string): string[] {
  const got = clusters.map(requestsTo)
  const requests = got.reduce((sum, count) => sum + count, 0)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return clusters.flatMap((cluster, i) => {
    const weight = weights[i] ?? 0
    const expected = requests * weight / whole
    const mine = got[i] ?? 0
    if (!(expected > 0) || mine >= expected * leastShare || expected - mine < deviations * Math.sqrt(expected)) return []
    return [`${labelOf(cluster)}: ${percentOf(mine, requests)} requests, its weight is ${weight} of ${whole}`]
  })
}

const counted = new WeakMap<readonly RouteConfig[], ReadonlyMap<string, number>>()

/** How many routes have each cluster among their targets. */
function countRoutes(configs: readonly RouteConfig[]): ReadonlyMap<string, number> {
  const known = counted.get(configs)
  if (known !== undefined) return known
  const counts = new Map<string, number>()
  for (const route of configs.flatMap(config => config.virtualHosts.flatMap(host => host.routes))) {
    for (const cluster of new Set(route.clusters)) counts.set(cluster, (counts.get(cluster) ?? 0) + 1)
  }
  counted.set(configs, counts)
  return counts
}
