import type { Endpoint } from '../../../evidence/schema.ts'
import { readAddress } from '../address.ts'
import { fields, list, number, text, type Fields } from '../fields.ts'
import { describeStatus } from '../host-health.ts'

/** Nothing that Envoy prints as an address, host name or status has this in it. */
const separator = '\u0001'

/**
 * The hosts of a ClusterLoadAssignment over all localities as one text, a fifth of what records take. A dump has tens of
 * thousands, so the common form of an address is read in place.
 */
export function packHosts(assignment: Fields): string {
  const parts: string[] = []
  for (const locality of list(assignment.endpoints)) {
    for (const entry of list(fields(locality).lb_endpoints)) {
      const { endpoint, health_status: status } = fields(entry)
      const { address, hostname } = fields(endpoint)
      const socket = fields(fields(address).socket_address)
      const at = typeof socket.address === 'string' ? socket.address : readAddress(address)?.address
      if (at === undefined || at.includes(separator)) continue
      parts.push(at, String(number(socket.port_value) ?? 0), text(hostname)?.replaceAll(separator, '') ?? '', text(status) ?? '')
    }
  }
  return parts.join(separator)
}

/** The records of packed hosts; a pipe has port 0. */
export function unpackHosts(packed: string): readonly Endpoint[] {
  if (packed === '') return []
  const parts = packed.split(separator)
  const found: Endpoint[] = []
  for (let at = 0; at < parts.length; at += 4) {
    const hostname = parts[at + 2] ?? ''
    const { healthy, state, flags } = describeStatus(parts[at + 3])
    found.push({ address: parts[at] ?? '', port: Number(parts[at + 1]), hostname: hostname === '' ? undefined : hostname, healthy, state, flags })
  }
  return found
}

/** The endpoints that a cluster configures itself: its load_assignment, or `hosts` of v2. */
export function readOwnEndpoints(cluster: Fields): readonly Endpoint[] {
  if (cluster.load_assignment === undefined && cluster.hosts === undefined) return []
  const hosts = list(cluster.hosts).map(address => ({ endpoint: { address } }))
  return [...unpackHosts(packHosts(fields(cluster.load_assignment))), ...unpackHosts(packHosts({ endpoints: [{ lb_endpoints: hosts }] }))]
}
