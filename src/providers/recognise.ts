import type { BootstrapPart } from '../evidence/parts.ts'
import { appMesh } from './app-mesh/names.ts'
import { managementRegion } from './app-mesh/management.ts'
import { parseNodeId, type MeshEndpoint } from './app-mesh/node-id.ts'
import type { Provider } from './names.ts'
import { istio, plain } from './plain.ts'

/** What is known of a proxy's identity before its provider is. */
export interface Identity {
  nodeId: string | undefined
  nodeCluster: string | undefined
  bootstrap: BootstrapPart | undefined
  clusterNames: readonly string[]
}

export interface Recognised { provider: Provider, endpoint: MeshEndpoint | undefined, /** Nothing told; `plain` is an assumption. */ assumed: boolean }

/** Which control plane configures this Envoy, from its node id, management address, and the names of its clusters. */
export function recogniseProvider(identity: Identity): Recognised {
  const endpoint = identity.nodeId === undefined ? undefined : parseNodeId(identity.nodeId)
  const servers = identity.bootstrap?.controlPlanes ?? []
  const managed = servers.some(server => [server.address, server.authority].some(name => name !== undefined && managementRegion(name) !== undefined))
  if (endpoint !== undefined || managed || identity.clusterNames.some(name => /^cds_(egress|ingress)_/.test(name))) {
    return { provider: appMesh, endpoint, assumed: false }
  }
  const isIstio = /^(?:sidecar|router|ztunnel|waypoint)~/.test(identity.nodeId ?? '') || identity.clusterNames.some(name => /^(?:out|in)bound\|/.test(name))
  if (isIstio) return { provider: istio, endpoint: undefined, assumed: false }
  if ('service-connect' in (identity.bootstrap?.nodeMetadata ?? {}) || /:task-set\//.test(identity.nodeId ?? '')) {
    return { provider: { ...plain, id: 'service-connect', title: 'ECS Service Connect' }, endpoint: undefined, assumed: false }
  }
  if (identity.clusterNames.some(name => name === 'consul-dataplane' || name.includes('.consul'))) {
    return { provider: { ...plain, id: 'consul', title: 'Consul' }, endpoint: undefined, assumed: false }
  }
  return { provider: plain, endpoint: undefined, assumed: identity.nodeId === undefined && identity.clusterNames.length === 0 }
}
