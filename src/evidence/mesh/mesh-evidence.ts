import type { Clock } from '../proxy-evidence.ts'
import type { Target } from '../schema.ts'
import type { EvidenceKind } from '../kinds.ts'
import type { AnyResource, Backend, Mesh, MeshCertificate, MeshEndpointRecord, MeshListener, MeshReference, PlacedPolicy, Quota } from './records.ts'
import type { Known } from '../absent.ts'

/** One thing of a mesh that rules judge, with its name in the words of its ARN; or why it, and how many of it there are, is not known. */
export interface MeshSubject<T> { name: string, label: string, record: Known<T> }

/** All that is known of one mesh by its resources: a target of its own, judged with or without proxies. */
export interface MeshEvidence {
  target: Target
  source: string
  /** Undefined where quotas were given and no resources. */
  mesh: Mesh | undefined
  /** By kind of resource (`virtualNode`, …). */
  resources: ReadonlyMap<string, readonly MeshSubject<object>[]>
  listeners: readonly MeshSubject<MeshListener>[]
  backends: readonly MeshSubject<Backend>[]
  /** Made one at a time each time they are walked over: there may be a hundred thousand. */
  references: Iterable<MeshSubject<MeshReference>>
  quotas: readonly MeshSubject<Quota>[]
  /** Virtual nodes and gateways. */
  endpoints: readonly MeshSubject<MeshEndpointRecord>[]
  policies: readonly MeshSubject<PlacedPolicy>[]
  certificates: readonly MeshSubject<MeshCertificate>[]
  /** Every resource, of whatever kind. */
  states: readonly MeshSubject<AnyResource>[]
  clock: Clock
  /** App Mesh had ended when this was read: nothing of it can be changed any more. */
  frozen: boolean
  given: ReadonlySet<EvidenceKind>
}
