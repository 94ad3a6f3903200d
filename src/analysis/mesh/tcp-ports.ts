import { isKnown } from '../../evidence/absent.ts'
import type { VirtualNode } from '../../evidence/mesh/records.ts'

/**
 * Backends of a node that are reached over tcp at one port: `orders-db.shop.local and users-db.shop.local at 3306`. Envoy tells tcp apart by
 * address and port alone, and App Mesh gives it no address. Source: User Guide, unable to connect to a service modeled as a TCP virtual node.
 * @throws Absent where none is known to share a port, and something of it is not known
 */
export function listSharedTcpPorts({ backends }: VirtualNode): string[] {
  if (!isKnown(backends)) throw backends
  const byPort = new Map<number, Set<string>>()
  let unknown: Error | undefined
  for (const { service, serviceName } of backends) {
    if (!isKnown(service)) unknown ??= service
    else if (!isKnown(serviceName)) unknown ??= serviceName
    else if (service !== undefined && !isKnown(service.ports)) unknown ??= service.ports
    else {
      for (const { port, protocol } of service !== undefined && isKnown(service.ports) ? service.ports : []) {
        if (!isKnown(protocol)) unknown ??= protocol
        else if (protocol === 'tcp' && !isKnown(port)) unknown ??= port
        else if (protocol === 'tcp' && isKnown(port)) byPort.set(port, (byPort.get(port) ?? new Set()).add(serviceName))
      }
    }
  }
  const shared = [...byPort].filter(([, names]) => names.size > 1).map(([port, names]) => `${[...names].join(' and ')} at ${port}`)
  if (shared.length === 0 && unknown !== undefined) throw unknown
  return shared
}
