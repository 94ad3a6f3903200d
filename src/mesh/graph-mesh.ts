import { nameKey, parentKind, showName, type MeshKind, type MeshResource, type Name } from '../evidence/mesh/resource.ts'
import { describeListeners } from './describe/listeners.ts'
import { describeRoute } from './describe/routes.ts'
import { listReferences } from './references.ts'
import type { Validation } from './validate/validate-mesh.ts'

/** A mesh as a graph of resources, for drawing. Names are untrusted. */
export interface MeshGraph { mesh: string, nodes: readonly GraphNode[], edges: readonly GraphEdge[] }

export interface GraphNode {
  /** `n1`: safe in any format. */
  id: string
  kind: MeshKind
  name: string
  /** A second line: ports, or what a route matches; empty for none. */
  detail: string
  state: 'given' | 'missing' | 'not given'
  /** Number of errors in the resource itself. */
  errors: number
}

export interface GraphEdge {
  from: string
  to: string
  /** `weight 90`, `backend`; empty for none. */
  label: string
  /** It leads to what is known not to exist. */
  broken: boolean
}

/** Nodes are all resources and everything they name; an edge leads from a caller to what it calls, from a router to its routes. */
export function graphMesh(validation: Validation): MeshGraph {
  const { mesh, problems } = validation
  const nodes = new Map<string, GraphNode>()
  const keyOf = (kind: MeshKind, name: Name, parent: Name | undefined): string => [kind, parentKind[kind] === undefined || parent === undefined ? '' : nameKey(parent), nameKey(name)].join('\n')
  const place = (kind: MeshKind, name: Name, parent: Name | undefined, node: Omit<GraphNode, 'id' | 'kind' | 'name'>): GraphNode => {
    const key = keyOf(kind, name, parent)
    const known = nodes.get(key)
    if (known !== undefined) return known
    const made = { id: `n${nodes.size + 1}`, kind, name: showName(name), ...node }
    nodes.set(key, made)
    return made
  }
  const resources = mesh.all.filter(({ kind, status }) => kind !== 'mesh' && status !== 'DELETED')
  for (const resource of resources) {
    const errors = problems.filter(problem => problem.resource === resource && problem.severity === 'error').length
    place(resource.kind, resource.name, resource.parent, { detail: detailOf(resource), state: 'given', errors })
  }
  const edges = resources.flatMap(resource => {
    const own = place(resource.kind, resource.name, resource.parent, { detail: '', state: 'given', errors: 0 })
    return listReferences(resource).map(({ to, role, weight }): GraphEdge => {
      const found = mesh.find(to.kind, to.name)
      const state = found.is === 'given' ? 'given' : found.is === 'missing' ? 'missing' : 'not given'
      const other = place(to.kind, to.name, undefined, { detail: '', state, errors: 0 })
      const label = weight === undefined ? (role === 'backend' ? 'backend' : '') : `weight ${weight}`
      return role === 'parent' ? { from: other.id, to: own.id, label: '', broken: state === 'missing' } : { from: own.id, to: other.id, label, broken: state === 'missing' }
    })
  })
  return { mesh: showName(mesh.name), nodes: [...nodes.values()], edges }
}

function detailOf(resource: MeshResource): string {
  if (resource.kind === 'route' || resource.kind === 'gatewayRoute') {
    const { protocol, match } = describeRoute(resource.spec)
    return `${protocol} ${match}`
  }
  return describeListeners(resource.spec).map(({ port }) => port).join(', ')
}
