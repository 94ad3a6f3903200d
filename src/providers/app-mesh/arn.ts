import type { MeshKind } from '../../evidence/mesh/resource.ts'

/** What an App Mesh ARN says. */
export interface MeshArn {
  /** `aws`, `aws-cn`, `aws-us-gov` */
  partition: string
  region: string
  /** Account of the resource's owner. */
  account: string
  mesh: string
  /** Account of the mesh's owner, where the ARN names it (`mesh/shop@123456789012`). */
  meshOwner: string | undefined
  kind: MeshKind
  /** The mesh's own name for an ARN of a mesh. */
  name: string
  parent: string | undefined
}

const pattern = /^arn:(aws[\w-]*):appmesh:([\w-]*):(\d*):mesh\/([^/@]+)(?:@(\d{12}))?(?:\/(virtualNode|virtualService|virtualRouter|virtualGateway)\/([^/]+)(?:\/(route|gatewayRoute)\/([^/]+))?)?$/

/**
 * Reads an ARN of App Mesh, of any partition. Undefined for what is none.
 * Source: Service Authorization Reference, resource types of App Mesh.
 */
export function parseArn(text: string): MeshArn | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, partition = '', region = '', account = '', mesh = '', meshOwner, outer, outerName, inner, innerName] = match
  const base = { partition, region, account, mesh, meshOwner }
  if (inner !== undefined) return { ...base, kind: inner as MeshKind, name: innerName ?? '', parent: outerName }
  return outer === undefined ? { ...base, kind: 'mesh', name: mesh, parent: undefined } : { ...base, kind: outer as MeshKind, name: outerName ?? '', parent: undefined }
}

/** The name of the resource that a text names, be it its name or its ARN. The guide lets a backend be given as either. */
export function nameInArn(text: string): string {
  return text.startsWith('arn:') ? parseArn(text)?.name ?? text : text
}
