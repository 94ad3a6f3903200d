import { demand } from '../../evidence/absent.ts'
import type { MeshListener } from '../../evidence/mesh/records.ts'

/** Members of a health check with their ranges in the API (App Mesh API reference, HealthCheckPolicy); times in seconds. */
const members = [
  { key: 'interval', name: 'intervalMillis', from: 5, to: 300, unit: 1000 },
  { key: 'timeout', name: 'timeoutMillis', from: 2, to: 60, unit: 1000 },
  { key: 'healthyThreshold', name: 'healthyThreshold', from: 2, to: 10, unit: 1 },
  { key: 'unhealthyThreshold', name: 'unhealthyThreshold', from: 2, to: 10, unit: 1 },
] as const

/**
 * What is wrong with a listener's health check, one text each; none where it has no check.
 * Source: App Mesh User Guide, virtual nodes, "Enable health check"; API reference.
 * @throws Absent where a member is not known
 */
export function listCheckFlaws(listener: Pick<MeshListener, 'healthCheck' | 'port' | 'protocol'>): string[] {
  const check = demand(listener.healthCheck)
  if (check === undefined) return []
  const protocol = demand(check.protocol)
  const port = demand(check.port)
  const own = demand(listener.port)
  const kind = demand(listener.protocol)
  return [
    ...protocol === undefined ? ['protocol is missing'] : [],
    ...members.flatMap(({ key, name, from, to, unit }) => {
      const value = demand(check[key])
      if (value === undefined) return [`${name} is missing`]
      return value < from || value > to ? [`${name} ${value * unit} is not within ${from * unit} to ${to * unit}`] : []
    }),
    ...port !== undefined && port !== own ? [`port ${port} is not the listener's port ${own}`] : [],
    // HTTP/1.1 cannot carry gRPC; a listener declared http2 or tcp may.
    ...protocol === 'grpc' && kind === 'http' ? ['a grpc check is sent to a listener that speaks http'] : [],
  ]
}
