import { nameKey, showName, Unknown, type MeshResource, type Name } from '../../evidence/mesh/resource.ts'
import { MeshResources, titleOf, type MeshList, type Repeat } from '../../evidence/mesh/resources.ts'
import type { Problem } from '../../evidence/problem.ts'
import { parseArn } from '../../providers/app-mesh/arn.ts'
import { unnamedMesh } from './mesh-part.ts'

interface Group { name: Name, owner: string | undefined, resources: MeshResource[], lists: MeshList[] }

/**
 * Sorts resources by mesh. Two meshes of one name but of different owners stay apart; what does not name its mesh, or its mesh's owner,
 * belongs to the only mesh that fits. What is not clear is said.
 */
export function groupMeshes(resources: readonly MeshResource[], lists: readonly MeshList[], allGiven: boolean, problems: Problem[]): MeshResources[] {
  const groups: Group[] = []
  const named = resources.filter(resource => resource.mesh !== unnamedMesh)
  for (const resource of named) if (ownerOf(resource) !== undefined) place(resource, groups)
  for (const resource of named) if (ownerOf(resource) === undefined) place(resource, groups)
  for (const list of lists) {
    const mine = list.mesh === undefined ? groups : groups.filter(group => nameKey(group.name) === nameKey(list.mesh ?? ''))
    if (mine.length === 0 && list.mesh !== undefined) groups.push({ name: list.mesh, owner: undefined, resources: [], lists: [list] })
    // Of an empty list without a mesh's name only the single mesh can be meant.
    else if (list.mesh !== undefined || mine.length === 1 || list.kind === 'mesh') for (const group of mine) group.lists.push(list)
    else if (groups.length > 1) problems.push({ source: list.source, message: `is an empty list and does not say of which mesh; ${groups.length} were given` })
  }
  placeUnnamed(resources.filter(resource => resource.mesh === unnamedMesh), groups, problems)
  return groups.map(group => {
    const mesh = new MeshResources(group.name, group.owner, adopt(group.resources), group.lists, allGiven)
    for (const repeat of mesh.repeats) reportRepeat(repeat, problems)
    return mesh
  })
}

function ownerOf(resource: MeshResource): string | undefined {
  if (resource.meshOwner !== undefined || resource.arn === undefined) return resource.meshOwner
  const arn = parseArn(resource.arn)
  return arn?.meshOwner ?? arn?.account
}

function place(resource: MeshResource, groups: Group[]): void {
  const owner = ownerOf(resource)
  const sameName = groups.filter(group => nameKey(group.name) === nameKey(resource.mesh))
  const group = owner === undefined
    ? (sameName.length === 1 ? sameName[0] : sameName.find(one => one.owner === undefined))
    : sameName.find(one => one.owner === owner)
  if (group === undefined) groups.push({ name: resource.mesh, owner, resources: [resource], lists: [] })
  else group.resources.push(resource)
}

function placeUnnamed(resources: readonly MeshResource[], groups: Group[], problems: Problem[]): void {
  const [first] = resources
  if (first === undefined) return
  const [only, ...others] = groups
  if (only !== undefined && others.length === 0) {
    for (const resource of resources) only.resources.push(resource)
    return
  }
  const said = `${resources.length === 1 ? 'does' : `and ${resources.length - 1} more do`} not name the mesh`
  problems.push({ source: first.source, message: others.length > 0 ? `${said}, and ${groups.length} meshes were given: kept apart` : said })
  groups.push({ name: unnamedMesh, owner: undefined, resources: [...resources], lists: [] })
}

/** A route that does not name its router lies in the only router, a gateway route in the only gateway. */
function adopt(resources: readonly MeshResource[]): MeshResource[] {
  const only = (kind: MeshResource['kind']): Name | undefined => {
    const names = new Map(resources.filter(resource => resource.kind === kind).map(resource => [nameKey(resource.name), resource.name]))
    return names.size === 1 ? [...names.values()][0] : undefined
  }
  const outer = { route: only('virtualRouter'), gatewayRoute: only('virtualGateway') }
  return resources.map(resource => {
    if ((resource.kind !== 'route' && resource.kind !== 'gatewayRoute') || resource.parent !== undefined) return resource
    const parent = outer[resource.kind] ?? new Unknown(resource.kind === 'route' ? '(router not named)' : '(gateway not named)', 'the file does not say in which it lies')
    return { ...resource, parent }
  })
}

/** A list entry beside a description is no second version; two descriptions that agree are none either. */
function reportRepeat({ kept, dropped }: Repeat, problems: Problem[]): void {
  const others = dropped.filter(other => other.origin !== 'list' && JSON.stringify(other.spec) !== JSON.stringify(kept.spec))
  const [other] = others
  const name = `${titleOf(kept.kind)} ${showName(kept.name)}`
  if (other !== undefined) {
    const why = kept.origin === 'describe' && other.origin !== 'describe' ? "App Mesh's own description counts"
      : (kept.version ?? 0) !== (other.version ?? 0) ? `version ${kept.version ?? '?'} counts, not ${other.version ?? '?'}`
        : kept.lastUpdatedAt === other.lastUpdatedAt ? 'nothing tells which is newer: the first counts' : 'the newer one counts'
    problems.push({ source: kept.source, message: `${name} was given ${others.length + 1} times, and they differ (also in ${others.map(one => one.source).slice(0, 3).join(', ')}): ${why}` })
  }
  const listed = dropped.find(one => one.origin === 'list' && (one.version ?? 0) > (kept.version ?? Infinity))
  if (listed !== undefined && kept.origin === 'describe') {
    problems.push({ source: kept.source, message: `${name} is described at version ${kept.version ?? '?'}, but ${listed.source} lists version ${listed.version ?? '?'}: the description is old` })
  }
}
