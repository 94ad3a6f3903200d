import { isKnown } from '../evidence/absent.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { Cluster, Listener } from '../evidence/schema.ts'

/** The server's side of a client's cluster. */
export interface Peer { digest: Digest, listener: Listener | undefined }

/**
 * Finds the proxy that a client's cluster reaches among those given: by mesh endpoint and port where names tell, else by the
 * address that an endpoint of the cluster shares with a listener.
 */
export function findPeer(cluster: Cluster, client: Digest, digests: readonly Digest[]): Peer | undefined {
  if (cluster.direction === 'ingress' || cluster.special !== '') return undefined
  const others = digests.filter(digest => digest !== client && digest.evidence.proxy !== undefined)
  if (cluster.virtualNode !== undefined) {
    const mine = others.filter(({ evidence: { proxy } }) => proxy?.endpointName === cluster.virtualNode && proxy?.mesh === client.evidence.proxy?.mesh)
    const [digest] = byAddress(cluster, mine).concat(mine)
    if (digest !== undefined) return { digest, listener: servingListener(digest, cluster) }
  }
  const [digest] = byAddress(cluster, others)
  return digest === undefined ? undefined : { digest, listener: servingListener(digest, cluster) }
}

function byAddress(cluster: Cluster, digests: readonly Digest[]): Digest[] {
  if (!isKnown(cluster.endpoints)) return []
  const addresses = new Set(cluster.endpoints.map(endpoint => `${endpoint.address}:${endpoint.port}`))
  const ports = new Set(cluster.endpoints.map(endpoint => endpoint.port))
  return digests.filter(digest => digest.listeners.some(listener => listener.direction !== 'egress' && (
    addresses.has(`${listener.address}:${listener.port ?? 0}`)
    || (isWildcard(listener.address) && listener.port !== undefined && ports.has(listener.port) && cluster.virtualNode === undefined)
  )))
}

const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::'

/** The listener that serves the cluster's port: bound to it, or with a filter chain for it. */
function servingListener(digest: Digest, cluster: Cluster): Listener | undefined {
  const ports = new Set([...(isKnown(cluster.endpoints) ? cluster.endpoints.map(endpoint => endpoint.port) : []), ...(cluster.port === undefined ? [] : [cluster.port])])
  const inbound = digest.listeners.filter(listener => listener.direction !== 'egress')
  return inbound.find(listener => (listener.port !== undefined && ports.has(listener.port))
    || (isKnown(listener.chains) && listener.chains.some(chain => chain.destinationPort !== undefined && ports.has(chain.destinationPort))))
    ?? (inbound.length === 1 ? inbound[0] : undefined)
}
