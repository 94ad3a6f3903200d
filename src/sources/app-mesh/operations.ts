import { meshKinds, parentKind, type MeshKind, type MeshResource } from '../../evidence/mesh/resource.ts'
import type { MeshList } from '../../evidence/mesh/resources.ts'
import { parseArn } from '../../providers/app-mesh/arn.ts'
import { isObject, nothing, optional, textOf, timeOf, toSpec, unnamedMesh, within, type MeshPart, type Origin } from './mesh-part.ts'

/** The member that names a resource, the innermost first: a gateway route names its gateway too. Source: API reference. */
const nameKeys: readonly (readonly [string, MeshKind])[] = [
  ['gatewayRouteName', 'gatewayRoute'], ['routeName', 'route'], ['virtualNodeName', 'virtualNode'], ['virtualServiceName', 'virtualService'],
  ['virtualRouterName', 'virtualRouter'], ['virtualGatewayName', 'virtualGateway'], ['meshName', 'mesh'],
]

export const nameKeyOf: Readonly<Record<MeshKind, string>> = {
  mesh: 'meshName', virtualNode: 'virtualNodeName', virtualService: 'virtualServiceName', virtualRouter: 'virtualRouterName',
  route: 'routeName', virtualGateway: 'virtualGatewayName', gatewayRoute: 'gatewayRouteName',
}

/** Members of list answers. */
export const listKeys: Readonly<Record<string, MeshKind>> = {
  meshes: 'mesh', virtualNodes: 'virtualNode', virtualServices: 'virtualService', virtualRouters: 'virtualRouter',
  routes: 'route', virtualGateways: 'virtualGateway', gatewayRoutes: 'gatewayRoute',
}

/**
 * Reads an answer of a describe or list operation, as the CLI prints it or as the API sends it, or the input of a create or update
 * operation. Undefined for what is none of them.
 */
export function readOperation(value: Readonly<Record<string, unknown>>, origin: Origin): MeshPart | undefined {
  const list = Object.entries(listKeys).find(([key]) => Array.isArray(value[key]))
  if (list !== undefined) return readList(list[0], list[1], value, origin)
  const wrapped = meshKinds.find(kind => isObject(value[kind]))
  const inner = wrapped === undefined ? value : value[wrapped]
  if (!isObject(inner)) return undefined
  const resource = readResource(inner, wrapped, origin, origin.place)
  return resource === undefined ? undefined : { ...nothing, resources: [resource] }
}

function readResource(value: Readonly<Record<string, unknown>>, wrapped: MeshKind | undefined, origin: Origin, place: string): MeshResource | undefined {
  const named = nameKeys.find(([key]) => textOf(value[key]) !== undefined)
  const kind = wrapped ?? named?.[1]
  const name = kind === undefined ? undefined : textOf(value[nameKeyOf[kind]])
  const isNamed = isObject(value.spec) || isObject(value.metadata) || value.arn !== undefined || (kind === 'mesh' && value.meshName !== undefined)
  if (kind === undefined || name === undefined || !isNamed) return undefined
  const parent = parentKind[kind]
  const metadata = isObject(value.metadata) ? value.metadata : value
  const arn = textOf(metadata.arn)
  const status = isObject(value.status) ? textOf(value.status.status) : textOf(value.status)
  const isDescribed = isObject(value.metadata)
  return {
    kind, name,
    mesh: textOf(value.meshName) ?? unnamedMesh,
    ...optional('meshOwner', textOf(metadata.meshOwner) ?? (arn === undefined ? undefined : parseArn(arn)?.meshOwner)),
    ...optional('resourceOwner', textOf(metadata.resourceOwner)),
    ...optional('parent', parent === undefined ? undefined : textOf(value[nameKeyOf[parent]])),
    // A mesh may be created without a spec: that is an empty one.
    ...optional('spec', isObject(value.spec) ? toSpec(value.spec) : isDescribed || arn === undefined ? {} : undefined),
    ...optional('status', status),
    ...optional('version', typeof metadata.version === 'number' ? metadata.version : undefined),
    ...optional('createdAt', timeOf(metadata.createdAt)),
    ...optional('lastUpdatedAt', timeOf(metadata.lastUpdatedAt)),
    ...optional('arn', arn),
    source: origin.source, place,
    origin: isDescribed ? 'describe' : value.spec === undefined && arn !== undefined ? 'list' : 'create-input',
  }
}

function readList(key: string, kind: MeshKind, value: Readonly<Record<string, unknown>>, origin: Origin): MeshPart {
  const items = value[key] as readonly unknown[]
  const resources: MeshResource[] = []
  let unread = 0
  for (const [index, item] of items.entries()) {
    const resource = isObject(item) ? readResource(item, kind, origin, within(origin.place, `${key}[${index}]`)) : undefined
    if (resource === undefined) unread++
    else resources.push(resource)
  }
  if (unread > 0) origin.problems.push({ source: origin.source, message: `${unread} of the ${items.length} ${key} are no entries of a list operation` })
  const token = textOf(value.nextToken) ?? textOf(value.NextToken)
  if (token !== undefined) origin.problems.push({ source: origin.source, message: `is only a part of the ${key}: a page is missing (nextToken is left over)` })
  return { resources, quotas: [], lists: listsOf(kind, resources, { complete: token === undefined && unread === 0, source: origin.source }, origin) }
}

const inPath = /\/meshes\/([^/?]+)(?:\/(virtualRouter|virtualGateway)\/([^/?]+))?/

/** One list for each mesh and parent that its entries name; an empty one is told by the request that fetched it, where that is known. */
function listsOf(kind: MeshKind, resources: readonly MeshResource[], rest: Pick<MeshList, 'complete' | 'source'>, origin: Origin): MeshList[] {
  const [first] = resources
  if (first !== undefined) return [{ kind, mesh: kind === 'mesh' ? undefined : first.mesh, ...optional('parent', first.parent), ...rest }]
  const asked = inPath.exec(origin.query ?? '')
  const parent = asked?.[3]
  if (parentKind[kind] !== undefined && parent === undefined) {
    origin.problems.push({ source: origin.source, message: `is an empty list and does not say of which ${parentKind[kind]} these are the ${kind}s` })
    return []
  }
  return [{ kind, mesh: kind === 'mesh' || asked?.[1] === undefined ? undefined : decodeURIComponent(asked[1]), ...optional('parent', parent === undefined ? undefined : decodeURIComponent(parent)), ...rest }]
}
