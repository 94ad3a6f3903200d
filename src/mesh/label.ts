import { showName, type MeshResource } from '../evidence/mesh/resource.ts'
import { titleOf } from '../evidence/mesh/resources.ts'

/** `route color of virtual router colors`, as the User Guide calls resources. Untrusted, not escaped. */
export function labelOf({ kind, name, parent }: Pick<MeshResource, 'kind' | 'name' | 'parent'>): string {
  const own = `${titleOf(kind)} ${showName(name)}`
  if (parent === undefined) return own
  return kind === 'route' ? `${own} of virtual router ${showName(parent)}` : `${own} of virtual gateway ${showName(parent)}`
}

/** Where a resource was read: `specs/route.json, line 12`. */
export function placeOf({ source, place }: MeshResource): string {
  return place === '' ? source : `${source}, ${place}`
}
