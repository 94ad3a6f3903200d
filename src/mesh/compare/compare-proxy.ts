import { isKnown, orElse } from '../../evidence/absent.ts'
import { nameKey, type MeshResource, type Name, type SpecValue } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import type { Listener, Proxy } from '../../evidence/schema.ts'
import { at, isSet, itemsAt } from '../spec.ts'
import { listReferences } from '../references.ts'
import { compareApplication } from './application.ts'
import { compareClusters, type ExpectedNode } from './clusters.ts'
import { Differences, type Comparison } from './difference.ts'
import { compareGatewayRoutes } from './gateway-routes.ts'
import { compareListeners } from './listeners.ts'
import { compareService } from './routes.ts'

/**
 * What an Envoy has against what App Mesh would derive from the resources. After the end of App Mesh the Envoy keeps its last
 * configuration: where they differ, the resources were changed later, or they are of another state; the Envoy's is what acts.
 * @param resource the proxy's own virtual node or gateway
 */
export function compareProxy(proxy: Proxy, resource: MeshResource, mesh: MeshResources): Comparison {
  const found = new Differences()
  const { spec } = resource
  const { listeners, clusters, routeConfigs } = proxy
  if (spec === undefined) return { differences: [], notCompared: ['the resource is known by name only'] }
  if (!isKnown(listeners) || !isKnown(clusters)) return { differences: [], notCompared: ['no config_dump of the proxy was given'] }
  // An Envoy that speaks tcp alone has no routes, and its dump no part for them.
  const routes = isKnown(routeConfigs) ? routeConfigs : readsRoutes(listeners) ? undefined : []
  compareListeners(spec, listeners, resource.kind === 'virtualGateway', found)
  const backends = backendsOf(resource, mesh)
  if (resource.kind === 'virtualGateway' && !mesh.isComplete('gatewayRoute', resource.name)) found.notCompared.add('gateway routes that were not given, and clusters for them')
  const reached = backends.map(({ name }) => nodesOf(name, mesh))
  const expected = backends.flatMap(({ policy }, index) => (reached[index]?.nodes ?? []).map((node): ExpectedNode => ({ node, policy })))
  const complete = reached.every(({ complete: whole }) => whole) && (resource.kind === 'virtualNode' || mesh.isComplete('gatewayRoute', resource.name))
  if (!complete) found.notCompared.add('clusters beyond the backends that could be followed: a service, router, route or node of them was not given')
  compareClusters([...new Map(expected.map(each => [nameKey(each.node.name), each])).values()], clusters, complete, found)
  if (resource.kind === 'virtualNode') compareApplication(spec, clusters, routes ?? [], found)
  if (routes === undefined) {
    found.notCompared.add('routes: the config_dump lacks their part')
    return { differences: found.differences, notCompared: [...found.notCompared] }
  }
  for (const { name } of backends) compareService(name, mesh, { listeners, clusters, routeConfigs: routes }, found)
  if (resource.kind === 'virtualGateway') compareGatewayRoutes(resource, mesh, routes, found)
  return { differences: found.differences, notCompared: [...found.notCompared] }
}

function readsRoutes(listeners: readonly Listener[]): boolean {
  return listeners.some(({ chains, fixed }) => !orElse(fixed, false) && orElse(chains, []).some(chain => chain.routeConfig !== undefined))
}

/** Services that a proxy may call, each with the client policy for it: its own, else the node's or gateway's. */
function backendsOf(resource: MeshResource, mesh: MeshResources): { name: Name, policy: SpecValue | undefined }[] {
  const ofAll = at(resource.spec, 'backendDefaults', 'clientPolicy')
  if (resource.kind === 'virtualGateway') {
    const names = mesh.list('gatewayRoute', resource.name).flatMap(listReferences).filter(({ role }) => role === 'target').map(({ to }) => to.name)
    return [...new Map(names.map(name => [nameKey(name), { name, policy: ofAll }])).values()]
  }
  const own = itemsAt(at(resource.spec, 'backends'), '').filter(({ item }) => isSet(item, 'virtualService', 'virtualServiceName')).map(({ item }) => at(item, 'virtualService', 'clientPolicy'))
  return listReferences(resource).filter(({ role }) => role === 'backend').map(({ to }, index) => ({ name: to.name, policy: own[index] ?? ofAll }))
}

/** The nodes that a service leads to; `complete` where nothing on the way was left out. */
function nodesOf(service: Name, mesh: MeshResources): { nodes: MeshResource[], complete: boolean } {
  const found = mesh.find('virtualService', service)
  if (found.is !== 'given') return { nodes: [], complete: found.is === 'missing' }
  const provider = listReferences(found.resource).find(({ role }) => role === 'provider')
  if (provider === undefined) return { nodes: [], complete: found.resource.spec !== undefined }
  const names = provider.to.kind === 'virtualNode' ? [provider.to.name]
    : mesh.list('route', provider.to.name).flatMap(listReferences).filter(({ role }) => role === 'target').map(({ to }) => to.name)
  const nodes = names.map(name => mesh.find('virtualNode', name))
  return {
    nodes: nodes.flatMap(node => node.is === 'given' ? [node.resource] : []),
    complete: nodes.every(node => node.is === 'missing' || (node.is === 'given' && node.resource.spec !== undefined)) && (provider.to.kind === 'virtualNode' || mesh.isComplete('route', provider.to.name)),
  }
}
