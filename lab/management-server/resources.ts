/** What one node is given: resources by type, each type with a version that moves with every change. */
import { type JsonObject, encodeAny } from './encode.ts'

/** The five kinds that Envoy asks for over ADS, in the order in which they must be given. */
export const resourceTypes = {
  clusters: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  endpoints: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  listeners: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  routes: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  secrets: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
} as const

export type ResourceKind = keyof typeof resourceTypes
export const resourceKinds = Object.keys(resourceTypes) as ResourceKind[]

/** Resources of one node, as JSON with Envoy's field names and without "@type". */
export type NodeResources = Record<ResourceKind, JsonObject[]>

export interface EncodedKind {
  version: string
  /** Encoded resources by the name that Envoy asks for. */
  byName: ReadonlyMap<string, { type_url: string, value: Uint8Array }>
}

/** Encodes one kind. Throws an Error naming node, resource and path of the first mistake. */
export function encodeKind(kind: ResourceKind, resources: readonly JsonObject[], version: string): EncodedKind {
  const byName = new Map(resources.map(resource => {
    const name = nameOf(kind, resource)
    return [name, encodeAny({ '@type': resourceTypes[kind], ...resource }, `${kind}[${name}]`)]
  }))
  return { version, byName }
}

export function nameOf(kind: ResourceKind, resource: JsonObject): string {
  const name = resource[kind === 'endpoints' ? 'cluster_name' : 'name']
  if (typeof name !== 'string') throw new Error(`a resource of ${kind} has no name`)
  return name
}
