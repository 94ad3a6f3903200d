import { demand } from '../evidence/absent.ts'
import type { FilterChain, Listener } from '../evidence/schema.ts'

/**
 * Whether a connection manager takes TLS and plaintext at the same port (App Mesh's mode PERMISSIVE): each of its plaintext chains stands
 * beside one with TLS. Where it also serves a port without TLS its counters tell nothing about encryption, so the answer is no.
 * @throws Absent where a listener's chains are not known
 */
export function acceptsBoth(listeners: readonly Listener[], statPrefix: string): boolean {
  const chains = listeners.flatMap(listener => demand(listener.state) === 'rejected' ? [] : demand(listener.chains)
    .filter(chain => chain.statPrefix === statPrefix).map(chain => ({ chain, port: portOf(chain, listener) })))
  const withTls = new Set(chains.filter(({ chain }) => chain.tls !== undefined).map(({ port }) => port))
  const plain = chains.filter(({ chain }) => chain.tls === undefined)
  return plain.length > 0 && plain.every(({ port }) => withTls.has(port))
}

function portOf(chain: FilterChain, listener: Listener): string {
  return `${listener.name} ${chain.destinationPort ?? listener.port ?? ''}`
}
