/** What an App Mesh node id says: which mesh endpoint the proxy is. */
export interface MeshEndpoint {
  mesh: string
  /** Account of the mesh's owner, for shared meshes. */
  owner: string | undefined
  kind: 'virtualNode' | 'virtualGateway'
  name: string
}

const pattern = /^(?:arn:[^:]+:appmesh:[^:]*:[^:]*:)?mesh\/([^/@]+)(?:@(\d+))?\/(virtualNode|virtualGateway)\/([^/]+)$/

/**
 * Reads `mesh/shop/virtualNode/checkout`, with or without ARN and `@owner`.
 * Source: the App Mesh Agent's bootstrap; APPMESH_RESOURCE_ARN in the User Guide's Envoy variables.
 */
export function parseNodeId(id: string): MeshEndpoint | undefined {
  const match = pattern.exec(id)
  if (match === null) return undefined
  const [, mesh = '', owner, kind, name = ''] = match
  return { mesh, owner, kind: kind as MeshEndpoint['kind'], name }
}

/** The endpoint as findings name it, without owner and ARN. */
export function formatEndpoint(endpoint: MeshEndpoint): string {
  return `mesh/${endpoint.mesh}/${endpoint.kind}/${endpoint.name}`
}
