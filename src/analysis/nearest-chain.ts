import { isKnown } from '../evidence/absent.ts'
import type { Cluster, Listener } from '../evidence/schema.ts'

/**
 * What connections that no filter chain took were likely meant for: Envoy does not say their port, but a port at which a service's hosts
 * listen and for which there is no chain is the commonest miss (callers use the node's port, the chain has the router's). Empty where all have one.
 */
export function nearestChain(listener: Pick<Listener, 'chains'>, clusters: readonly Cluster[]): string {
  if (!isKnown(listener.chains)) return ''
  const taken = new Set(listener.chains.map(chain => chain.destinationPort))
  if (taken.has(undefined)) return ''
  const ports = [...taken].filter(port => port !== undefined)
  const missing = clusters.filter(cluster => cluster.special === '' && cluster.direction !== 'ingress')
    .flatMap(cluster => portsOf(cluster).filter(port => !taken.has(port)).map(port => `port ${port}, at which ${cluster.label} listens`))
  const [first, ...more] = [...new Set(missing)]
  return first === undefined ? '' : `no chain takes ${[first, ...more.slice(0, 2)].join(', nor ')}; the chains take ${ports.join(', ')}`
}

function portsOf({ port, endpoints }: Cluster): number[] {
  return [...new Set([...(port === undefined ? [] : [port]), ...(isKnown(endpoints) ? endpoints.map(endpoint => endpoint.port) : [])])]
}
