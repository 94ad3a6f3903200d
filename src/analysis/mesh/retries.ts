import { demand } from '../../evidence/absent.ts'
import type { MeshRoute } from '../../evidence/mesh/records.ts'

/** Events that App Mesh recommends, by what offers them (User Guide, best practices: instrument all routes with retries). */
const recommended: Readonly<Record<string, Readonly<Record<'httpEvents' | 'grpcEvents' | 'tcpEvents', readonly string[]>>>> = {
  http: { httpEvents: ['stream-error', 'gateway-error'], grpcEvents: [], tcpEvents: ['connection-error'] },
  http2: { httpEvents: ['stream-error', 'gateway-error'], grpcEvents: [], tcpEvents: ['connection-error'] },
  grpc: { httpEvents: ['stream-error', 'gateway-error'], grpcEvents: ['cancelled', 'unavailable'], tcpEvents: ['connection-error'] },
}

/** A server error is any 5xx, gateway errors among them. */
const covers: Readonly<Record<string, string>> = { 'gateway-error': 'server-error' }

/**
 * What a route's own retry policy lacks of the recommended one: fewer than two retries, missing events. Empty without a policy, and for tcp.
 * @throws Absent where the resource does not say
 */
export function listRetryFlaws(route: MeshRoute): string[] {
  const policy = demand(route.retry ?? undefined)
  const events = recommended[demand(route.protocol)]
  if (policy === undefined || events === undefined) return []
  const retries = demand(policy.maxRetries)
  const missing = (['httpEvents', 'grpcEvents', 'tcpEvents'] as const).flatMap(kind => {
    const has = demand(policy[kind])
    return events[kind].filter(event => !has.includes(event) && !has.includes(covers[event] ?? event))
  })
  return [...(retries < 2 ? [`maxRetries is ${retries}`] : []), ...missing.map(event => `${event} is not retried`)]
}
