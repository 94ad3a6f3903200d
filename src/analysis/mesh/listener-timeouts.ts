import { isKnown } from '../../evidence/absent.ts'
import type { MeshListener, MeshRoute } from '../../evidence/mesh/records.ts'

/**
 * Listeners of a route's targets that end a request before the route would: `blue :8080 after 15 s`. Each end has 15 s where it says nothing, so
 * that a longer timeout has to stand at both. 0 is no limit. Source: User Guide, upstream request timeouts even after setting the timeout.
 * @throws Absent where none is known to, and something of it is not known
 */
export function listEarlyListeners({ requestTimeout, targets }: MeshRoute): string[] {
  if (!isKnown(requestTimeout)) throw requestTimeout
  if (!isKnown(targets)) throw targets
  if (requestTimeout === undefined) return []
  const early = new Set<string>()
  let unknown: Error | undefined
  for (const { node, port } of targets) {
    if (!isKnown(node)) unknown ??= node
    else if (!isKnown(port)) unknown ??= port
    else if (node !== undefined && !isKnown(node.listeners)) unknown ??= node.listeners
    else {
      for (const listener of node !== undefined && isKnown(node.listeners) ? node.listeners : []) {
        if (port !== undefined && listener.port !== port) continue
        const ends = endOf(listener)
        if (typeof ends !== 'number') unknown ??= ends
        else if (ends > 0 && (requestTimeout === 0 || ends < requestTimeout)) early.add(`${listener.label} after ${ends} s`)
      }
    }
  }
  if (early.size === 0 && unknown !== undefined) throw unknown
  return [...early]
}

function endOf({ requestTimeout }: MeshListener): number | Error {
  if (!isKnown(requestTimeout)) return requestTimeout
  return requestTimeout ?? 0
}
