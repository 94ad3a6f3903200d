import { Absent, demand, isKnown } from '../../evidence/absent.ts'
import type { Backend, ClientPolicy, MeshListener, PlacedPolicy, VirtualNode, VirtualService } from '../../evidence/mesh/records.ts'
import { looksExternal } from './names.ts'

/** Whether a policy is for a port: one without a list is for all. */
const isFor = (policy: ClientPolicy, port: number): boolean => {
  const ports = demand(policy.ports)
  return ports.length === 0 || ports.includes(port)
}

/** Whether a listener ends TLS: it has some, and its mode is not DISABLED. */
const endsTls = (listener: MeshListener): boolean => {
  const tls = demand(listener.tls)
  return tls !== undefined && demand(tls.mode) !== 'DISABLED'
}

/**
 * Where a backend's client policy and its servers' TLS do not fit: TLS is enforced towards a listener that has none, or a listener
 * demands a client certificate that the policy does not name. A client without a policy follows the server and is no mismatch; a host
 * of the Internet, which no Envoy stands before, may well speak TLS itself. Source: App Mesh User Guide, "How App Mesh configures Envoys to
 * negotiate TLS", "Mutual TLS authentication".
 * @throws Absent where policy, service, targets or their listeners are not known and nothing of what is known is a mismatch
 */
export function listTlsMismatches({ policy, service }: Backend): string[] {
  const own = demand(policy)
  const provider = demand(service)
  if (provider === undefined) return []
  return overTargets(provider, (node, listener) => {
    const port = demand(listener.port)
    if (!endsTls(listener)) {
      return own !== undefined && demand(own.enforce) && isFor(own, port) && !isOutside(node) ? [`TLS is enforced towards ${node.name} :${port}, which has none`] : []
    }
    const demanded = demand(demand(listener.tls)?.validation)
    const shows = own !== undefined && isFor(own, port) && demand(own.certificateKind) !== undefined
    return demanded !== undefined && !shows ? [`${node.name} :${port} demands a client certificate, and no policy names one`] : []
  })
}

/** Whether a node stands for a host of the Internet. */
function isOutside({ discovery }: VirtualNode): boolean {
  return isKnown(discovery) && discovery?.kind === 'dns' && looksExternal(demand(discovery.hostname) ?? '')
}

/**
 * Listeners, as `payments :8080`, that an enforcing policy with a list of ports leaves out, of all backends that it is for. Source: App Mesh User
 * Guide, "How App Mesh configures Envoys to negotiate TLS" (with client policies).
 * @throws Absent where ports, services or targets are not known and nothing of what is known is left out
 */
export function listUnmatchedPorts(policy: PlacedPolicy): string[] {
  const ports = demand(policy.ports)
  if (!demand(policy.enforce) || ports.length === 0) return []
  const found = gather(servicesOf(policy), service => overTargets(service, (node, listener) => {
    const port = demand(listener.port)
    return ports.includes(port) ? [] : [`${node.name} :${port}`]
  }))
  return [...new Set(found)]
}

/** The services that a policy is for: its backend's, or those of every backend or gateway route that has no policy of its own. */
function servicesOf({ backend, node, gateway }: PlacedPolicy): VirtualService[] {
  if (backend !== undefined) return [demand(backend.service)].filter(service => service !== undefined)
  if (node !== undefined) return gather(demand(node.backends), one => demand(one.ownPolicy) === undefined ? [demand(one.service)] : []).filter(service => service !== undefined)
  if (gateway !== undefined) return gather(demand(gateway.routes), route => [demand(route.service)]).filter(service => service !== undefined)
  return []
}

function overTargets(service: VirtualService, find: (node: VirtualNode, listener: MeshListener) => string[]): string[] {
  const { nodes, missing } = knownTargets(service)
  const found = gather(nodes, node => gather(demand(node.listeners), listener => find(node, listener)))
  if (found.length === 0 && missing !== undefined) throw missing
  return found
}

/** A router of which not every route was given still leads to the targets of those that were. */
function knownTargets({ targets, router }: VirtualService): { nodes: readonly VirtualNode[], missing: Absent | undefined } {
  if (isKnown(targets)) return { nodes: targets, missing: undefined }
  const routes = isKnown(router) ? router?.givenRoutes ?? [] : []
  const nodes = routes.flatMap(route => isKnown(route.targets) ? route.targets.map(target => target.node).filter(isKnown) : [])
  return { nodes: [...new Set(nodes.filter(node => node !== undefined))], missing: targets }
}

/** What is found in all items; unknown items count only where nothing was found in the others. */
function gather<T, R>(items: readonly T[], find: (item: T) => R[]): R[] {
  let absent: Absent | undefined
  const found: R[] = []
  for (const item of items) {
    try {
      for (const one of find(item)) found.push(one)
    } catch (error) {
      if (!(error instanceof Absent)) throw error
      absent = error
    }
  }
  if (found.length === 0 && absent !== undefined) throw absent
  return found
}
