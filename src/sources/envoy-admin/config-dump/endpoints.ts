import type { Endpoint } from '../../../evidence/schema.ts'
import { readAddress } from '../address.ts'
import { fields, records, text, type Fields } from '../fields.ts'
import { describeStatus } from '../host-health.ts'

/** The hosts of a ClusterLoadAssignment, over all localities; a pipe has port 0. */
export function readLoadAssignment(assignment: Fields): readonly Endpoint[] {
  const found: Endpoint[] = []
  for (const locality of records(assignment.endpoints)) {
    for (const entry of records(locality.lb_endpoints)) {
      const endpoint = fields(entry.endpoint)
      const at = readAddress(endpoint.address)
      if (at === undefined) continue
      const hostname = text(endpoint.hostname)
      const { healthy, state, flags } = describeStatus(text(entry.health_status))
      found.push({ address: at.address, port: at.port ?? 0, ...(hostname === undefined ? {} : { hostname }), healthy, state, flags })
    }
  }
  return found
}

/** `hosts` of a v2 cluster: plain addresses. */
export function readOldHosts(hosts: unknown): readonly Endpoint[] {
  return records(hosts).map(readAddress).filter(at => at !== undefined)
    .map(({ address, port }) => ({ address, port: port ?? 0, ...describeStatus(undefined) }))
}
