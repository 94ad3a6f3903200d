import type { MeshResource, Name, Spec, SpecValue } from '../../../evidence/mesh/resource.ts'
import type { MeshList } from '../../../evidence/mesh/resources.ts'
import { nameInArn } from '../../../providers/app-mesh/arn.ts'
import { isObject, optional, textOf, timeOf, toSpecValue, within, type MeshPart } from '../mesh-part.ts'
import type { CustomResource } from './custom-resource.ts'
import { arnOf, awsNameOf, ResourceIndex } from './resource-index.ts'

/**
 * Turns custom resources into the API's shape; routes that lie in a VirtualRouter become resources of their own. They are all routes of
 * that router: the controller deletes every other. Source: controller, pkg/virtualrouter/routes_manager.go (reconcile).
 */
export function readKubernetes(resources: readonly CustomResource[]): Pick<MeshPart, 'resources' | 'lists'> {
  const index = new ResourceIndex(resources)
  const read = resources.flatMap(resource => resource.kind === undefined ? [] : readOne(resource, index))
  const lists = read.filter(({ kind }) => kind === 'virtualRouter').map(({ mesh, name, source }): MeshList => ({ kind: 'route', mesh, parent: name, complete: true, source }))
  return { resources: read, lists }
}

function readOne(resource: CustomResource, index: ResourceIndex): MeshResource[] {
  const { kind, origin, metadata, spec } = resource
  if (kind === undefined) return []
  const arn = arnOf(resource)
  const base = {
    mesh: index.meshOf(resource),
    ...optional('meshOwner', textOf(spec.meshOwner) ?? arn?.meshOwner ?? arn?.account),
    ...optional('resourceOwner', arn?.account),
    ...optional('createdAt', timeOf(metadata.creationTimestamp)),
    ...stateOf(resource),
    source: origin.source, origin: 'kubernetes' as const,
  }
  const name = awsNameOf(resource)
  const converted = convert(without(spec, own), { resource, index })
  const main: MeshResource = {
    ...base, kind, name,
    ...optional('parent', kind === 'gatewayRoute' ? parentOf(resource, index) : undefined),
    spec: isSpec(converted) ? converted : {},
    ...optional('arn', arn?.text),
    place: within(origin.place, `${resource.title} ${resource.namespace}/${resource.name}`),
  }
  if (kind !== 'virtualRouter' || !Array.isArray(spec.routes)) return [main]
  return [main, ...spec.routes.flatMap((route, at): MeshResource[] => {
    const routeName = isObject(route) ? textOf(route.name) : undefined
    if (!isObject(route) || routeName === undefined) return []
    const routeSpec = convert(without(route, ['name']), { resource, index })
    return [{ ...base, kind: 'route', name: routeName, parent: name, spec: isSpec(routeSpec) ? routeSpec : {}, place: within(main.place, `routes[${at}]`) }]
  })]
}

function parentOf(resource: CustomResource, index: ResourceIndex): Name | undefined {
  return arnOf(resource)?.parent ?? index.refer('VirtualGateway', resource.spec.virtualGatewayRef, resource)
}

/** Members that Kubernetes has and the API has not; routes are resources of their own there. */
const own = ['awsName', 'meshRef', 'meshOwner', 'podSelector', 'namespaceSelector', 'gatewayRouteSelector', 'virtualGatewayRef', 'routes']

function without(value: Readonly<Record<string, unknown>>, keys: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
}

interface Context { resource: CustomResource, index: ResourceIndex }

/** References by custom resource or ARN, and what the API calls them. Source: controller, apis/appmesh/v1beta2. */
const references: Readonly<Record<string, { title: string, as: (inTarget: boolean) => string }>> = {
  virtualServiceRef: { title: 'VirtualService', as: () => 'virtualServiceName' },
  virtualRouterRef: { title: 'VirtualRouter', as: () => 'virtualRouterName' },
  virtualNodeRef: { title: 'VirtualNode', as: inTarget => inTarget ? 'virtualNode' : 'virtualNodeName' },
}
const byArn: Readonly<Record<string, keyof typeof references>> = {
  virtualServiceARN: 'virtualServiceRef', virtualRouterARN: 'virtualRouterRef', virtualNodeARN: 'virtualNodeRef',
}
/** The same under another name. */
const renamed: Readonly<Record<string, string>> = { meshServiceDiscovery: 'serviceDiscovery', certificateARN: 'certificateArn', certificateAuthorityARNs: 'certificateAuthorityArns' }

function convert(value: unknown, context: Context, inTarget = false, depth = 0): SpecValue {
  if (depth > 40) return toSpecValue(value, depth)
  if (Array.isArray(value)) return value.map(item => convert(item, context, inTarget, depth + 1))
  if (!isObject(value)) return toSpecValue(value)
  const members = Object.entries(value).flatMap(([key, item]): [string, SpecValue][] => {
    const reference = references[key] ?? references[byArn[key] ?? '']
    if (reference === undefined) return [[renamed[key] ?? key, convert(item, context, key === 'weightedTargets', depth + 1)]]
    const name = typeof item === 'string' ? nameInArn(item) : context.index.refer(reference.title, item, context.resource)
    return name === undefined ? [] : [[reference.as(inTarget), name]]
  })
  return Object.fromEntries(members)
}

function isSpec(value: SpecValue): value is Spec {
  return isObject(value)
}

/** What its status tells: ACTIVE only where the controller says so for the generation that is there now. */
function stateOf({ metadata, status, title }: CustomResource): Pick<MeshResource, 'status' | 'notActive'> {
  const conditions = Array.isArray(status.conditions) ? status.conditions.filter(isObject) : []
  const active = conditions.find(condition => condition.type === `${title}Active`)
  const { generation } = metadata
  const { observedGeneration } = status
  const deleted = textOf(metadata.deletionTimestamp)
  if (deleted !== undefined) return { notActive: `it is being deleted since ${deleted}` }
  if (active === undefined) return Object.keys(status).length > 0 && conditions.length > 0 ? { notActive: `it has no condition ${title}Active` } : {}
  if (active.status !== 'True') return { status: 'INACTIVE', notActive: textOf(active.message) ?? textOf(active.reason) ?? `${title}Active is ${String(active.status)}` }
  if (typeof generation === 'number' && typeof observedGeneration === 'number' && observedGeneration < generation) {
    return { status: 'ACTIVE', notActive: `the controller has seen generation ${observedGeneration}, and it is at ${generation}` }
  }
  return { status: 'ACTIVE' }
}
