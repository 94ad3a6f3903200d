import { Absent, type Known } from '../../evidence/absent.ts'
import type { Cluster, Proxy } from '../../evidence/schema.ts'
import type { Digest } from '../../evidence/proxy-evidence.ts'
import { parseNodeId, type MeshEndpoint } from '../../providers/app-mesh/node-id.ts'
import type { AssembledMesh } from './assemble-mesh.ts'
import type { MeshRecords } from './mesh-records.ts'

/** What joins a proxy with the resources that configure it. */
export interface JoinedResources extends Pick<Proxy, 'meshResource' | 'node' | 'gateway'> {
  /** The virtual node that a cluster reaches. */
  nodeOf: (cluster: Pick<Cluster, 'virtualNode'>) => Known<Cluster['node']>
}

/**
 * Finds a proxy's resources by its node id: its mesh, its virtual node or gateway, and the nodes that its clusters reach.
 * @param endpoint undefined for an Envoy whose node id is not App Mesh's
 * @param notGiven why there are no resources, where there are none
 */
export function joinProxy(endpoint: MeshEndpoint | undefined, isAppMesh: boolean, meshes: readonly AssembledMesh[], notGiven: Absent): JoinedResources {
  if (endpoint === undefined) {
    const unknown = isAppMesh ? meshes.length === 0 ? notGiven : noNodeId : undefined
    return { meshResource: unknown, node: unknown, gateway: unknown, nodeOf: () => unknown }
  }
  const records = findMesh(endpoint, meshes, notGiven)
  if (records instanceof Absent) {
    const isNode = endpoint.kind === 'virtualNode'
    return {
      meshResource: records, node: isNode ? records : undefined, gateway: isNode ? undefined : records,
      nodeOf: cluster => cluster.virtualNode === undefined ? undefined : records,
    }
  }
  return {
    meshResource: records.mesh,
    node: endpoint.kind === 'virtualNode' ? records.find('virtualNode', endpoint.name) : undefined,
    gateway: endpoint.kind === 'virtualGateway' ? records.find('virtualGateway', endpoint.name) : undefined,
    nodeOf: cluster => records.find('virtualNode', cluster.virtualNode),
  }
}

/** Joins the digest of a proxy with its resources again, where what it was joined with was not written down. */
export function rejoinDigest(digest: Digest, meshes: readonly AssembledMesh[]): Digest {
  const { proxy, target } = digest.evidence
  if (proxy === undefined || meshes.length === 0) return digest
  const endpoint = parseNodeId(target.id.split('@')[0] ?? '')
  const { nodeOf, ...resources } = joinProxy(endpoint, proxy.provider === 'app-mesh', meshes, noNodeId)
  return {
    ...digest,
    evidence: { ...digest.evidence, proxy: { ...proxy, ...resources } },
    clusters: digest.clusters.map(cluster => ({ ...cluster, node: nodeOf(cluster) })),
  }
}

const noNodeId = new Absent('server_info', 'nothing tells which mesh endpoint this proxy is (no node id)')

/** The node id of a proxy in a shared mesh names the mesh's owner; in the owner's own account it may not. */
function findMesh(endpoint: MeshEndpoint, meshes: readonly AssembledMesh[], notGiven: Absent): Known<MeshRecords> {
  if (meshes.length === 0) return notGiven
  const named = meshes.map(mesh => mesh.records).filter(({ resources }) => resources.name === endpoint.mesh)
  const owned = endpoint.owner === undefined ? [] : named.filter(({ resources }) => resources.owner === endpoint.owner)
  const fitting = owned.length > 0 ? owned : named.filter(({ resources }) => endpoint.owner === undefined || resources.owner === undefined)
  const [only, ...others] = fitting
  if (only === undefined) return new Absent('mesh', `no resources of mesh ${endpoint.mesh}${endpoint.owner === undefined ? '' : ` of ${endpoint.owner}`} given`)
  return others.length > 0 ? new Absent('mesh', `resources of ${fitting.length} meshes called ${endpoint.mesh} were given, and the node id does not name the owner`) : only
}
