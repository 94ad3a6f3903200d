import type { MeshResource } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import type { Cluster, Proxy } from '../../evidence/schema.ts'
import { orElse } from '../../evidence/absent.ts'
import type { Workload } from '../../evidence/mesh/workload.ts'
import { parseNodeId, type MeshEndpoint } from '../../providers/app-mesh/node-id.ts'
import { fitsMesh } from './find-where.ts'

/** A proxy that was read, with the workload it stands for. */
export interface GivenProxy { workload: Workload, proxy: Proxy | undefined }

/** Which resource a proxy, pod, task, address or node id is. */
export interface Identified {
  /** What was found under the query: a workload, an endpoint that a proxy sends to, or the node id itself. */
  by: { is: 'workload', workload: Workload } | { is: 'endpoint', proxy: Workload, cluster: Cluster } | { is: 'node id', nodeId: string }
  endpoint: MeshEndpoint | undefined
  /** Its resource, where the resources of its mesh were given; `missing` is known not to exist. */
  resource: { is: 'given', mesh: MeshResources, resource: MeshResource } | { is: 'missing' | 'unchecked', because: string }
}

/** Looks a proxy's name, a pod, a task, an address or a node id up in what was given. Empty: nothing given tells. */
export function findOf(query: string, proxies: readonly GivenProxy[], workloads: readonly Workload[], meshes: readonly MeshResources[]): Identified[] {
  const all = [...proxies.map(({ workload }) => workload), ...workloads]
  const address = query.replace(/^\[?([0-9a-f.:]*?)\]?$/i, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  const exact = all.filter(({ name, nodeId, addresses }) => name === query || name.endsWith(`/${query}`) || nodeId === query || addresses.includes(address))
  // Of a single file the proxy is called like the file; people call it by its resource.
  const matching = exact.length > 0 ? exact : proxies.map(({ workload }) => workload).filter(({ nodeId }) => nodeId?.endsWith(`/${query}`) === true)
  const found = matching.map((workload): Identified => identify({ is: 'workload', workload }, workload.nodeId, meshes))
  if (found.length > 0) return found
  const endpoints = proxies.flatMap(({ workload, proxy }) => clustersAt(proxy, address).map((cluster): Identified => {
    const mesh = workload.nodeId === undefined ? undefined : parseNodeId(workload.nodeId)
    const nodeId = cluster.virtualNode === undefined || mesh === undefined ? undefined : `mesh/${mesh.mesh}${mesh.owner === undefined ? '' : `@${mesh.owner}`}/virtualNode/${cluster.virtualNode}`
    return identify({ is: 'endpoint', proxy: workload, cluster }, nodeId, meshes)
  }))
  if (endpoints.length > 0) return endpoints
  return parseNodeId(query) === undefined ? [] : [identify({ is: 'node id', nodeId: query }, query, meshes)]
}

/** Clusters towards other nodes that have an endpoint of this address. */
function clustersAt(proxy: Proxy | undefined, address: string): Cluster[] {
  if (proxy === undefined) return []
  return orElse(proxy.clusters, []).filter(cluster => cluster.direction !== 'ingress' && cluster.special === '' && orElse(cluster.endpoints, []).some(endpoint => endpoint.address === address))
}

function identify(by: Identified['by'], nodeId: string | undefined, meshes: readonly MeshResources[]): Identified {
  const endpoint = nodeId === undefined ? undefined : parseNodeId(nodeId)
  if (endpoint === undefined) return { by, endpoint, resource: { is: 'unchecked', because: nodeId === undefined ? 'nothing tells its node id' : `${nodeId} is no node id of App Mesh` } }
  const [mesh, ...others] = meshes.filter(candidate => fitsMesh(endpoint, candidate))
  if (mesh === undefined) return { by, endpoint, resource: { is: 'unchecked', because: `no resources of mesh ${endpoint.mesh} were given` } }
  if (others.length > 0) return { by, endpoint, resource: { is: 'unchecked', because: `${others.length + 1} meshes called ${endpoint.mesh} were given` } }
  const found = mesh.find(endpoint.kind, endpoint.name)
  return { by, endpoint, resource: found.is === 'given' ? { is: 'given', mesh, resource: found.resource } : found }
}
