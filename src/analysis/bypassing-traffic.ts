import { isKnown } from '../evidence/absent.ts'
import type { Cluster, LogGroup, RouteConfig } from '../evidence/schema.ts'
import { findVirtualHost } from './virtual-host-index.ts'

/**
 * The short names that callers use for virtual services, when a catch-all virtual host takes them out of the mesh: `payments (payments.shop.local)`.
 * Source: App Mesh User Guide, unable to connect to a virtual service backend.
 */
export function listUnqualified(configs: readonly RouteConfig[], groups: readonly LogGroup[]): string[] {
  const found = new Set<string>()
  for (const config of configs) {
    const domains = [...new Set(config.virtualHosts.flatMap(host => host.domains))].filter(domain => !domain.includes('*'))
    for (const authority of new Set(groups.map(group => group.authority))) {
      const name = authority.replace(/:\d+$/, '').toLowerCase()
      const meant = name === '' || name.includes('.') ? undefined : domains.find(domain => domain.toLowerCase().startsWith(`${name}.`))
      if (meant === undefined) continue
      const taken = findVirtualHost(config, authority)
      if (taken?.routes.some(route => route.clusters.some(cluster => cluster.endsWith('mesh-allow-all'))) === true) found.add(`${name} (${meant.replace(/:\d+$/, '')})`)
    }
  }
  return [...found].sort()
}

/** Hosts that connections leave the mesh to although a cluster of the mesh has them: `10.0.0.7:8080 of payments`. */
export function listBypassed(clusters: readonly Cluster[]): string[] {
  const outside = clusters.filter(cluster => cluster.special === 'mesh-allow-all').flatMap(hostsOf)
  if (outside.length === 0) return []
  const modelled = new Map(clusters.filter(cluster => cluster.special === '' && cluster.direction !== 'ingress').flatMap(cluster => hostsOf(cluster).map(host => [host, cluster.label] as const)))
  return outside.flatMap(host => modelled.has(host) ? [`${host} of ${modelled.get(host) ?? ''}`] : [])
}

function hostsOf({ endpoints }: Cluster): string[] {
  return isKnown(endpoints) ? endpoints.map(endpoint => `${endpoint.address}:${endpoint.port}`) : []
}
