import type { MeshKind } from '../../../evidence/mesh/resource.ts'
import { isObject, textOf, within, type Origin } from '../mesh-part.ts'

/** One custom resource of the App Mesh controller, not yet turned into the API's shape. */
export interface CustomResource {
  /** Undefined for kinds that are no resource of App Mesh (BackendGroup). */
  kind: MeshKind | undefined
  /** As Kubernetes writes it, `VirtualNode`. */
  title: string
  name: string
  namespace: string
  metadata: Readonly<Record<string, unknown>>
  spec: Readonly<Record<string, unknown>>
  status: Readonly<Record<string, unknown>>
  origin: Origin
}

const kinds: Readonly<Record<string, MeshKind>> = {
  Mesh: 'mesh', VirtualNode: 'virtualNode', VirtualService: 'virtualService', VirtualRouter: 'virtualRouter',
  VirtualGateway: 'virtualGateway', GatewayRoute: 'gatewayRoute',
}

/** Finds the controller's custom resources in a manifest, a `kubectl get -o json|yaml` answer, or a list of either; undefined where it is no Kubernetes object. */
export function findCustomResources(value: Readonly<Record<string, unknown>>, origin: Origin): CustomResource[] | undefined {
  if (typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') return undefined
  if (Array.isArray(value.items)) {
    return value.items.flatMap((item, index) => isObject(item) ? findCustomResources(item, { ...origin, place: within(origin.place, `items[${index}]`) }) ?? [] : [])
  }
  if (!value.apiVersion.startsWith('appmesh.k8s.aws/')) return []
  const metadata = isObject(value.metadata) ? value.metadata : {}
  const name = textOf(metadata.name)
  if (name === undefined) {
    origin.problems.push({ source: origin.source, message: `${within(origin.place, value.kind)} has no metadata.name and is left out` })
    return []
  }
  if (!value.apiVersion.endsWith('/v1beta2')) {
    origin.problems.push({ source: origin.source, message: `${within(origin.place, `${value.kind} ${name}`)} is of ${value.apiVersion}; only v1beta2 is read` })
    return []
  }
  return [{
    kind: kinds[value.kind], title: value.kind, name,
    // What kubectl prints has a namespace; a manifest may leave it to the command line.
    namespace: textOf(metadata.namespace) ?? 'default',
    metadata,
    spec: isObject(value.spec) ? value.spec : {},
    status: isObject(value.status) ? value.status : {},
    origin,
  }]
}
