import type { Cluster, Listener } from '../../evidence/schema.ts'
import { orElse } from '../../evidence/absent.ts'
import { showName, type MeshKind, type MeshResource, type Name } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import { at, itemsAt, numberAt, textAt } from '../spec.ts'
import { listReferences } from '../references.ts'
import { routeTypeOf } from '../validate/guide/matches.ts'
import type { Differences } from './difference.ts'

interface Provider { kind: MeshKind, name: Name }

/** Ports at which a provider is reached over tcp, and whether it has no others; undefined where its listeners are not known. */
export function listTcpPorts({ kind, name }: Provider, mesh: MeshResources): { ports: readonly number[], isAll: boolean } | undefined {
  const found = mesh.find(kind, name)
  if (found.is === 'missing') return { ports: [], isAll: true }
  if (found.is !== 'given' || found.resource.spec === undefined) return undefined
  const listeners = itemsAt(at(found.resource.spec, 'listeners'), '').map(({ item }) => ({ port: numberAt(item, 'portMapping', 'port'), protocol: textAt(item, 'portMapping', 'protocol') }))
  const tcp = listeners.filter(({ protocol }) => protocol === 'tcp')
  return { ports: tcp.flatMap(({ port }) => port ?? []), isAll: listeners.length > 0 && tcp.length === listeners.length }
}

/** For each port of a tcp backend the egress listener has a filter chain that sends to a cluster. Source: captures of egress listeners. */
export function compareTcp(of: string, port: number, provider: Provider, mesh: MeshResources, { listeners, clusters }: { listeners: readonly Listener[], clusters: readonly Cluster[] }, found: Differences): void {
  const chains = listeners.filter(({ direction }) => direction === 'egress').flatMap(listener => orElse(listener.chains, []))
    .filter(chain => chain.kind === 'tcp' && chain.destinationPort === port && chain.serverNames.length === 0)
  const nodes = chains.map(({ cluster }) => clusters.find(({ name }) => name === cluster)?.virtualNode)
  if (chains.length === 0) {
    found.compare(of, 'tcp', undefined, 'a backend')
    return
  }
  const said = targetsOf(provider, port, mesh)
  if (said === undefined) {
    found.notCompared.add(`${of}: the routes of its router were not all given`)
    return
  }
  const [target] = said
  if (said.length !== 1 || target === undefined || nodes.includes(undefined)) {
    if (said.length > 0) found.notCompared.add(`${of}: the shares of several targets over tcp`)
    return
  }
  // Several services may share a port; each has a chain of its own, told apart by address alone.
  if (!nodes.includes(target)) found.compareSets(of, 'target', nodes.flatMap(node => node ?? []), [target])
}

/** Names of the nodes that get the connections to a port; undefined where not every route was given. */
function targetsOf({ kind, name }: Provider, port: number, mesh: MeshResources): string[] | undefined {
  if (kind === 'virtualNode') return [showName(name)]
  if (!mesh.isComplete('route', name)) return undefined
  const routes = mesh.list('route', name).filter(route => isFor(route, port))
  return [...new Set(routes.flatMap(listReferences).filter(({ role }) => role === 'target').map(({ to }) => showName(to.name)))]
}

function isFor({ spec }: MeshResource, port: number): boolean {
  const chosen = routeTypeOf(spec)
  const only = numberAt(chosen?.body, 'match', 'port')
  return chosen?.type === 'tcpRoute' && (only === undefined || only === port)
}
