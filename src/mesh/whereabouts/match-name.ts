import { showName, type MeshKind, type MeshResource } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'

/** How a person names a resource: `payments`, `virtualNode/payments`, `mesh/shop/virtualNode/payments`, or an ARN. */
export interface ResourceQuery { mesh: string | undefined, kind: MeshKind | undefined, parent: string | undefined, name: string }

const kinds: Readonly<Record<string, MeshKind>> = {
  mesh: 'mesh', virtualnode: 'virtualNode', virtualservice: 'virtualService', virtualrouter: 'virtualRouter', route: 'route', virtualgateway: 'virtualGateway', gatewayroute: 'gatewayRoute',
}

/** Reads a query. Kinds may be written in any case, with or without hyphen. Total: what is no path is a name. */
export function parseResourceQuery(text: string): ResourceQuery {
  const path = text.replace(/^arn:[^:]*:appmesh:[^:]*:[^:]*:/, '')
  const full = /^mesh\/([^/@]+)(?:@\d+)?(?:\/(.+))?$/.exec(path)
  const rest = full === null ? path : full[2]
  const mesh = full?.[1]
  if (rest === undefined) return { mesh, kind: 'mesh', parent: undefined, name: mesh ?? '' }
  const parts = rest.split('/')
  const kindOf = (word: string | undefined): MeshKind | undefined => word === undefined ? undefined : kinds[word.toLowerCase().replaceAll('-', '')]
  const [outer, name, inner, innerName] = parts
  if (parts.length === 4 && kindOf(outer) !== undefined && kindOf(inner) !== undefined) return { mesh, kind: kindOf(inner), parent: name, name: innerName ?? '' }
  if (parts.length === 2 && kindOf(outer) !== undefined) return { mesh, kind: kindOf(outer), parent: undefined, name: name ?? '' }
  return { mesh, kind: undefined, parent: undefined, name: rest }
}

/** All resources that a query may mean. */
export function matchResources(query: ResourceQuery, meshes: readonly MeshResources[]): { mesh: MeshResources, resource: MeshResource }[] {
  return meshes.filter(mesh => query.mesh === undefined || mesh.name === query.mesh || typeof mesh.name !== 'string').flatMap(mesh =>
    mesh.all.filter(({ kind, name, parent }) => showName(name) === query.name && (query.kind === undefined || query.kind === kind)
      && (query.parent === undefined || (parent !== undefined && showName(parent) === query.parent))).map(resource => ({ mesh, resource })))
}
