import { Unknown, type Name } from '../../../evidence/mesh/resource.ts'
import { parseArn, type MeshArn } from '../../../providers/app-mesh/arn.ts'
import { isObject, textOf, unnamedMesh } from '../mesh-part.ts'
import type { CustomResource } from './custom-resource.ts'

/** Names of the custom resources that were given, so that references between them become App Mesh's names. */
export class ResourceIndex {
  readonly #byName = new Map<string, CustomResource>()

  constructor(resources: readonly CustomResource[]) {
    for (const resource of resources) this.#byName.set(keyOf(resource.title, resource.name, resource.title === 'Mesh' ? '' : resource.namespace), resource)
  }

  /**
   * The name in App Mesh of a custom resource that another refers to. Of one that was not given only the default is known,
   * and its awsName may differ: that is unknown.
   */
  refer(title: string, ref: unknown, from: CustomResource): Name | undefined {
    const name = isObject(ref) ? textOf(ref.name) : undefined
    if (!isObject(ref) || name === undefined) return undefined
    const namespace = title === 'Mesh' ? '' : textOf(ref.namespace) ?? from.namespace
    const resource = this.#byName.get(keyOf(title, name, namespace))
    if (resource !== undefined) return awsNameOf(resource)
    return new Unknown(`${title} ${namespace === '' ? name : `${namespace}/${name}`}`, 'that custom resource was not given, and its awsName may be any')
  }

  /** The mesh of a resource: its ARN, else its meshRef, which the controller fills in. */
  meshOf(resource: CustomResource): Name {
    if (resource.kind === 'mesh') return awsNameOf(resource)
    const arn = arnOf(resource)
    return arn?.mesh ?? this.refer('Mesh', resource.spec.meshRef, resource) ?? this.#onlyMesh() ?? unnamedMesh
  }

  /** A manifest has no meshRef yet; beside a single Mesh there is no doubt. */
  #onlyMesh(): Name | undefined {
    const meshes = [...this.#byName.values()].filter(resource => resource.kind === 'mesh')
    return meshes.length === 1 && meshes[0] !== undefined ? awsNameOf(meshes[0]) : undefined
  }
}

function keyOf(title: string, name: string, namespace: string): string {
  return [title, namespace, name].join('\n')
}

/**
 * The name that the controller gives it in App Mesh: awsName, else made of name and namespace.
 * Source: aws-app-mesh-controller-for-k8s, webhooks/appmesh (mutators).
 */
export function awsNameOf(resource: CustomResource): string {
  const given = textOf(resource.spec.awsName)
  if (given !== undefined) return given
  const { title, name, namespace } = resource
  if (title === 'Mesh') return name
  return title === 'VirtualService' ? `${name}.${namespace}` : `${name}_${namespace}`
}

const arnKeys = ['meshARN', 'virtualNodeARN', 'virtualServiceARN', 'virtualRouterARN', 'virtualGatewayARN', 'gatewayRouteARN']

/** The ARN in its status: proof that App Mesh has it. */
export function arnOf({ status }: CustomResource): (MeshArn & { text: string }) | undefined {
  const text = arnKeys.map(key => textOf(status[key])).find(found => found !== undefined)
  const arn = text === undefined ? undefined : parseArn(text)
  return arn === undefined || text === undefined ? undefined : { ...arn, text }
}
