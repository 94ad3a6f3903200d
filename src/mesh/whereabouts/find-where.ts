import { nameKey, type MeshResource, type Name } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import type { Workload } from '../../evidence/mesh/workload.ts'
import { parseNodeId } from '../../providers/app-mesh/node-id.ts'
import { listReferences, type Reference } from '../references.ts'

/** Where a resource is: what runs as it, and what names it. */
export interface Where {
  mesh: MeshResources
  resource: MeshResource
  /** What runs as it, or as one of the nodes that a service, router or route leads to. */
  instances: readonly Instance[]
  /** Nodes, and gateways, that were looked for: the resource itself, or what it leads to. */
  endpoints: readonly { kind: 'virtualNode' | 'virtualGateway', name: Name }[]
  /** Places that name it. */
  references: readonly Reference[]
}

export interface Instance {
  workload: Workload
  /** The node by which it serves a service, router or route; undefined where it is the resource itself. */
  through: string | undefined
}

/** Finds what runs as a resource among the workloads given, and where the mesh names it. */
export function findWhere(mesh: MeshResources, resource: MeshResource, workloads: readonly Workload[]): Where {
  const endpoints = endpointsOf(resource, mesh)
  const own = resource.kind === 'virtualNode' || resource.kind === 'virtualGateway'
  const instances = workloads.flatMap((workload): Instance[] => {
    const endpoint = workload.nodeId === undefined ? undefined : parseNodeId(workload.nodeId)
    const met = endpoint !== undefined && fitsMesh(endpoint, mesh) && endpoints.some(({ kind, name }) => kind === endpoint.kind && name === endpoint.name)
    return met ? [{ workload, through: own ? undefined : endpoint.name }] : []
  })
  const references = mesh.all.filter(({ status }) => status !== 'DELETED').flatMap(listReferences).filter(({ to }) => to.kind === resource.kind && nameKey(to.name) === nameKey(resource.name))
  return { mesh, resource, instances, endpoints, references }
}

/** A mesh whose name is not known fits any; of a shared mesh the owner must not differ. */
export function fitsMesh(endpoint: { mesh: string, owner: string | undefined }, { name, owner }: MeshResources): boolean {
  return (typeof name !== 'string' || endpoint.mesh === name) && (endpoint.owner === undefined || owner === undefined || endpoint.owner === owner)
}

/** The nodes or gateways that serve a resource; each once. */
function endpointsOf(resource: MeshResource, mesh: MeshResources): Where['endpoints'] {
  switch (resource.kind) {
    case 'mesh': return [...mesh.list('virtualNode'), ...mesh.list('virtualGateway')].map(({ kind, name }) => ({ kind: kind as 'virtualNode' | 'virtualGateway', name }))
    case 'virtualNode': case 'virtualGateway': return [{ kind: resource.kind, name: resource.name }]
    case 'virtualRouter': return once(mesh.list('route', resource.name).flatMap(route => endpointsOf(route, mesh)))
    case 'virtualService': case 'route': case 'gatewayRoute': return once(listReferences(resource).filter(({ role }) => role !== 'parent').flatMap(({ to }) => {
      if (to.kind === 'virtualNode') return [{ kind: to.kind, name: to.name }]
      const found = mesh.find(to.kind, to.name)
      return found.is === 'given' ? endpointsOf(found.resource, mesh) : []
    }))
  }
}

function once(endpoints: Where['endpoints']): Where['endpoints'] {
  return [...new Map(endpoints.map(endpoint => [`${endpoint.kind} ${nameKey(endpoint.name)}`, endpoint])).values()]
}
