import { demand } from '../../evidence/absent.ts'
import type { VirtualNode } from '../../evidence/mesh/records.ts'
import type { LogGroup } from '../../evidence/schema.ts'

/** The host of an authority, in small letters, without its port; undefined for an IP address or nothing. */
function hostOf(authority: string): string | undefined {
  const host = authority.toLowerCase().replace(/:\d+$/, '')
  return host === '' || host === '-' || /^[\d.]+$/.test(host) || host.includes(':') || host.startsWith('[') ? undefined : host
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort()

/**
 * Virtual services of the mesh that requests of a node's log ask for and that are not among its backends. A service that leads to the
 * node itself is asked for by its callers. Source: App Mesh User Guide, "Unable to configure timeout properly".
 * @throws Absent where backends, or whom a service leads to, are not known
 */
export function listUnlistedServices(node: VirtualNode, requests: readonly LogGroup[]): string[] {
  const backends = new Set(demand(node.backends).map(backend => demand(backend.serviceName).toLowerCase()))
  const services = new Map(node.mesh.services.map(service => [service.name.toLowerCase(), service]))
  return distinct(requests.flatMap(({ authority }) => {
    const host = hostOf(authority)
    const service = host === undefined || backends.has(host) ? undefined : services.get(host)
    return service === undefined || demand(service.targets).includes(node) ? [] : [service.name]
  }))
}

/** Names that unrouted requests of a node's log ask for and that no virtual service of its mesh has. */
export function listMissingNames(node: VirtualNode, unrouted: readonly LogGroup[]): string[] {
  const services = new Set(node.mesh.services.map(service => service.name.toLowerCase()))
  return distinct(unrouted.flatMap(({ authority }) => {
    const host = hostOf(authority)
    return host === undefined || services.has(host) ? [] : [host]
  }))
}
