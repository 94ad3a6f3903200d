import { isKnown } from '../evidence/absent.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { Cluster, Listener } from '../evidence/schema.ts'

/** The server's side of a client's cluster. */
export interface Peer { digest: Digest, listener: Listener | undefined }

/** A proxy among those given, and its place there: of several that fit, the first is the peer. */
interface Candidate { digest: Digest, place: number }

/** Finds the proxies that clients' clusters reach, among thousands of either. */
export class PeerIndex {
  /** By mesh and mesh endpoint. */
  readonly #byEndpoint = new Map<string, Candidate[]>()
  /** By the address of a listener that takes traffic in. */
  readonly #byAddress = new Map<string, Candidate[]>()
  /** By the port of such a listener on all addresses. */
  readonly #byWildcardPort = new Map<number, Candidate[]>()

  constructor(digests: readonly Digest[]) {
    for (const [place, digest] of digests.entries()) {
      const { proxy } = digest.evidence
      if (proxy === undefined) continue
      const candidate = { digest, place }
      add(this.#byEndpoint, endpointKey(proxy.mesh, proxy.endpointName), candidate)
      for (const { direction, address, port } of digest.listeners) {
        if (direction === 'egress') continue
        add(this.#byAddress, `${address}:${port ?? 0}`, candidate)
        if (isWildcard(address) && port !== undefined) add(this.#byWildcardPort, port, candidate)
      }
    }
  }

  /** The proxy behind a client's cluster: by mesh endpoint and address where names tell, else by the address that an endpoint of the cluster shares with a listener. */
  find(cluster: Cluster, client: Digest): Peer | undefined {
    if (cluster.direction === 'ingress' || cluster.special !== '') return undefined
    const digest = this.#findDigest(cluster, client)
    return digest === undefined ? undefined : { digest, listener: servingListener(digest, cluster) }
  }

  #findDigest(cluster: Cluster, client: Digest): Digest | undefined {
    const isOther = ({ digest }: Candidate): boolean => digest !== client
    if (cluster.virtualNode === undefined) return this.#findByAddress(cluster, isOther)
    const mesh = client.evidence.proxy?.mesh
    const mine = this.#byEndpoint.get(endpointKey(mesh, cluster.virtualNode))?.find(isOther)
    if (mine === undefined) return this.#findByAddress(cluster, isOther)
    const isMine = (candidate: Candidate): boolean => isOther(candidate) && isEndpoint(candidate.digest, mesh, cluster.virtualNode)
    return this.#findByAddress(cluster, isMine) ?? mine.digest
  }

  #findByAddress(cluster: Cluster, fits: (candidate: Candidate) => boolean): Digest | undefined {
    let first: Candidate | undefined
    const consider = (candidate: Candidate | undefined): void => {
      if (candidate !== undefined && (first === undefined || candidate.place < first.place)) first = candidate
    }
    for (const { address, port } of isKnown(cluster.endpoints) ? cluster.endpoints : []) {
      consider(this.#byAddress.get(`${address}:${port}`)?.find(fits))
      if (cluster.virtualNode === undefined) consider(this.#byWildcardPort.get(port)?.find(fits))
    }
    return first?.digest
  }
}

const endpointKey = (mesh: string | undefined, name: string | undefined): string => JSON.stringify([mesh ?? null, name ?? null])

function isEndpoint({ evidence: { proxy } }: Digest, mesh: string | undefined, name: string | undefined): boolean {
  return proxy?.endpointName === name && proxy?.mesh === mesh
}

function add<Key>(map: Map<Key, Candidate[]>, key: Key, candidate: Candidate): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [candidate])
  else if (known.at(-1) !== candidate) known.push(candidate)
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
