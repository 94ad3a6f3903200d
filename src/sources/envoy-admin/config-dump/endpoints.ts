import type { Endpoint } from '../../../evidence/schema.ts'
import { readAddress } from '../address.ts'
import { fields, records, text, type Fields } from '../fields.ts'
import { describeStatus } from '../host-health.ts'

/** Visits the hosts of a ClusterLoadAssignment over all localities; a pipe has port 0. */
export function visitHosts(assignment: Fields, visit: (address: string, port: number, hostname: string | undefined, status: string | undefined) => void): void {
  for (const locality of records(assignment.endpoints)) {
    for (const entry of records(locality.lb_endpoints)) {
      const endpoint = fields(entry.endpoint)
      const at = readAddress(endpoint.address)
      if (at !== undefined) visit(at.address, at.port ?? 0, text(endpoint.hostname), text(entry.health_status))
    }
  }
}

/** The endpoints that a cluster configures itself: its load_assignment, or `hosts` of v2. */
export function readOwnEndpoints(cluster: Fields): readonly Endpoint[] {
  const found: Endpoint[] = []
  const add = (address: string, port: number, hostname?: string, status?: string): void => {
    found.push({ address, port, hostname, ...describeStatus(status) })
  }
  visitHosts(fields(cluster.load_assignment), add)
  for (const host of records(cluster.hosts)) {
    const at = readAddress(host)
    if (at !== undefined) add(at.address, at.port ?? 0)
  }
  return found
}
