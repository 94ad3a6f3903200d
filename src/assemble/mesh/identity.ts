import { parentKind, showName, type MeshResource } from '../../evidence/mesh/resource.ts'
import type { MeshRoute } from '../../evidence/mesh/records.ts'
import { parseArn } from '../../providers/app-mesh/arn.ts'

type Identity = Pick<MeshRoute, 'name' | 'label' | 'arn' | 'account' | 'region' | 'meshOwner' | 'resourceOwner' | 'status' | 'notActive' | 'version' | 'createdAt' | 'updatedAt' | 'origin' | 'source'>

/** What every record says of its resource. */
export function identify(resource: MeshResource): Identity {
  const name = showName(resource.name)
  const arn = resource.arn === undefined ? undefined : parseArn(resource.arn)
  return {
    name, label: name,
    arn: resource.arn, account: resource.resourceOwner ?? arn?.account, region: arn?.region,
    meshOwner: resource.meshOwner, resourceOwner: resource.resourceOwner,
    status: resource.status, notActive: resource.notActive, version: resource.version,
    createdAt: dateOf(resource.createdAt), updatedAt: dateOf(resource.lastUpdatedAt),
    origin: resource.origin,
    source: placeOf(resource),
  }
}

/** File, and where in it. */
export function placeOf({ source, place }: Pick<MeshResource, 'source' | 'place'>): string {
  return place === '' ? source : `${source}, ${place}`
}

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time)
}

/** The resource in the words of its ARN: `virtualRouter/colors/route/canary`. What findings call their subject. */
export function subjectName(resource: Pick<MeshResource, 'kind' | 'name' | 'parent'>): string {
  const own = `${resource.kind}/${showName(resource.name)}`
  const outer = parentKind[resource.kind]
  return outer === undefined || resource.parent === undefined ? own : `${outer}/${showName(resource.parent)}/${own}`
}
