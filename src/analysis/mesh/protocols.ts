import { Absent, isKnown } from '../../evidence/absent.ts'
import type { MeshRoute, WeightedTarget } from '../../evidence/mesh/records.ts'

/**
 * Whether a target of a route has listeners, and none of the route's protocol at the port that the route names, or at any where it names
 * none. Not in the rule language, for a mesh at its quotas has a hundred thousand targets.
 * @throws Absent where no target is known to differ, and one is not known
 */
export function hasUnlikeTarget({ targets, protocol }: MeshRoute): boolean {
  if (!isKnown(targets)) throw targets
  let unknown: Absent | undefined
  for (const target of targets) {
    const unlike = isUnlike(target, protocol)
    if (unlike === true) return true
    if (unlike instanceof Absent) unknown ??= unlike
  }
  if (unknown !== undefined) throw unknown
  return false
}

function isUnlike({ node, port }: WeightedTarget, protocol: MeshRoute['protocol']): boolean | Absent {
  if (!isKnown(node)) return node
  if (node === undefined) return false
  const { listeners } = node
  if (!isKnown(listeners)) return listeners
  if (listeners.length === 0) return false
  if (!isKnown(protocol)) return protocol
  if (!isKnown(port)) return port
  let unknown: Absent | undefined
  for (const listener of listeners) {
    if (!isKnown(listener.protocol)) unknown ??= listener.protocol
    else if (listener.protocol === protocol && port === undefined) return false
    else if (listener.protocol === protocol && !isKnown(listener.port)) unknown ??= listener.port
    else if (listener.protocol === protocol && listener.port === port) return false
  }
  return unknown ?? true
}
