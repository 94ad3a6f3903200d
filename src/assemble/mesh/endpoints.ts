import { isKnown } from '../../evidence/absent.ts'
import type { MeshSubject } from '../../evidence/mesh/mesh-evidence.ts'
import type { Backend, ClientPolicy, MeshEndpointRecord, PlacedPolicy, VirtualGateway, VirtualNode } from '../../evidence/mesh/records.ts'
import type { Known } from '../../evidence/absent.ts'
import { lazily } from './lazily.ts'
import type { MeshRecords } from './mesh-records.ts'

/** A virtual node or gateway, and its name in the words of its ARN. */
export type Endpoint = { kind: 'virtualNode', subject: string, record: VirtualNode } | { kind: 'virtualGateway', subject: string, record: VirtualGateway }

/** Every virtual node and gateway of a mesh. */
export function endpointsOf(records: MeshRecords): Endpoint[] {
  return [
    ...records.list('virtualNode').map((record): Endpoint => ({ kind: 'virtualNode', subject: `virtualNode/${record.name}`, record })),
    ...records.list('virtualGateway').map((record): Endpoint => ({ kind: 'virtualGateway', subject: `virtualGateway/${record.name}`, record })),
  ]
}

/** Who has something, as records say it. */
export function ownerOf({ kind, record }: Endpoint): Pick<PlacedPolicy, 'ownerKind' | 'ownerName' | 'node' | 'gateway' | 'mesh'> {
  return { ownerKind: kind, ownerName: record.name, mesh: record.mesh, ...kind === 'virtualNode' ? { node: record } : { gateway: record } }
}

export function listEndpoints(records: MeshRecords): MeshSubject<MeshEndpointRecord>[] {
  return endpointsOf(records).map(({ kind, subject, record }) => {
    const { mesh, name, label, origin, source } = record
    const { arn, account, region, meshOwner, resourceOwner, status, notActive, version, createdAt, updatedAt } = record
    return {
      name: subject, label,
      record: lazily(
        { mesh, name, label, origin, source, arn, account, region, meshOwner, resourceOwner, status, notActive, version, createdAt, updatedAt, kind },
        { listeners: () => record.listeners, accessLog: () => record.accessLog },
      ),
    }
  })
}

/** Every TLS client policy: those for all backends, and those of single ones. */
export function listPolicies(records: MeshRecords): MeshSubject<PlacedPolicy>[] {
  return endpointsOf(records).flatMap(endpoint => {
    const { subject, record } = endpoint
    const own = placed(record.clientPolicy, `${subject}/clientPolicy`, record.name, endpoint)
    const backends = endpoint.kind === 'virtualNode' ? endpoint.record.backends : []
    if (!isKnown(backends)) return [...own, { name: `${subject}/backends`, label: record.name, record: backends }]
    return [...own, ...backends.flatMap(backend =>
      placed(backend.ownPolicy, `${subject}/backend/${isKnown(backend.serviceName) ? backend.serviceName : '?'}/clientPolicy`, backend.label, endpoint, backend))]
  })
}

function placed(policy: Known<ClientPolicy | undefined>, name: string, label: string, endpoint: Endpoint, backend?: Backend): MeshSubject<PlacedPolicy>[] {
  if (!isKnown(policy)) return [{ name, label, record: policy }]
  if (policy === undefined) return []
  return [{ name, label, record: { ...policy, ...ownerOf(endpoint), label, ...backend === undefined ? {} : { backend } } }]
}
