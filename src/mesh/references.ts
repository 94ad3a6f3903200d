import { Unknown, type MeshKind, type MeshResource, type Name, type SpecValue } from '../evidence/mesh/resource.ts'
import { at, itemsAt } from './spec.ts'
import { routeTypes } from './validate/guide/matches.ts'

/** A place in a resource that names another. */
export interface Reference {
  from: MeshResource
  to: { kind: MeshKind, name: Name }
  /** `spec.backends[0].virtualService.virtualServiceName`, or `parent`. */
  path: string
  role: 'provider' | 'target' | 'backend' | 'parent'
  /** Share of a route's requests, 0 to 100 as written; undefined for other roles. */
  weight?: number
}

/** All resources that a resource names, in the order of its spec; the router of a route and the gateway of a gateway route included. */
export function listReferences(resource: MeshResource): Reference[] {
  const { spec } = resource
  const found: Reference[] = []
  const add = (kind: MeshKind, value: SpecValue | undefined, path: string, role: Reference['role'], weight?: SpecValue): void => {
    const name = nameOf(value)
    if (name !== undefined) found.push({ from: resource, to: { kind, name }, path, role, ...typeof weight === 'number' ? { weight } : {} })
  }
  switch (resource.kind) {
    case 'mesh': case 'virtualRouter': case 'virtualGateway': break
    case 'virtualNode':
      for (const { item, path } of itemsAt(at(spec, 'backends'), 'spec.backends')) {
        add('virtualService', at(item, 'virtualService', 'virtualServiceName'), `${path}.virtualService.virtualServiceName`, 'backend')
      }
      break
    case 'virtualService':
      add('virtualNode', at(spec, 'provider', 'virtualNode', 'virtualNodeName'), 'spec.provider.virtualNode.virtualNodeName', 'provider')
      add('virtualRouter', at(spec, 'provider', 'virtualRouter', 'virtualRouterName'), 'spec.provider.virtualRouter.virtualRouterName', 'provider')
      break
    case 'route':
      if (resource.parent !== undefined) add('virtualRouter', resource.parent, 'parent', 'parent')
      for (const type of routeTypes) {
        for (const { item, path } of itemsAt(at(spec, type, 'action', 'weightedTargets'), `spec.${type}.action.weightedTargets`)) {
          add('virtualNode', at(item, 'virtualNode'), `${path}.virtualNode`, 'target', at(item, 'weight'))
        }
      }
      break
    case 'gatewayRoute':
      if (resource.parent !== undefined) add('virtualGateway', resource.parent, 'parent', 'parent')
      for (const type of routeTypes) {
        add('virtualService', at(spec, type, 'action', 'target', 'virtualService', 'virtualServiceName'), `spec.${type}.action.target.virtualService.virtualServiceName`, 'target')
      }
      break
  }
  return found
}

/** A backend may be written as the ARN of its virtual service (User Guide, Virtual nodes: service backends). */
function nameOf(value: SpecValue | undefined): Name | undefined {
  if (value instanceof Unknown) return value
  if (typeof value !== 'string' || value === '') return undefined
  return /^arn:[^:]*:appmesh:[^:]*:[^:]*:mesh\/[^/]+\/virtualService\/(.+)$/.exec(value)?.[1] ?? value
}
