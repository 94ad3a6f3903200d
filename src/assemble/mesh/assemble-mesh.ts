import { isKnown, type Known } from '../../evidence/absent.ts'
import type { MeshInput } from '../../evidence/mesh/evidence.ts'
import type { MeshFacts } from '../../evidence/mesh/facts.ts'
import type { MeshEvidence, MeshSubject } from '../../evidence/mesh/mesh-evidence.ts'
import { meshKinds, showName, type MeshKind } from '../../evidence/mesh/resource.ts'
import type { MeshReference } from '../../evidence/mesh/records.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import type { Clock } from '../../evidence/proxy-evidence.ts'
import { appMeshEnd } from '../../providers/app-mesh/management.ts'
import { listCertificates } from './certificates.ts'
import { listEndpoints, listPolicies } from './endpoints.ts'
import { subjectName } from './identity.ts'
import { MeshRecords, type RecordOfKind } from './mesh-records.ts'
import { readQuotas } from './quotas.ts'
import { listReferences } from './references.ts'
import { listStates } from './states.ts'

/** One mesh: its records, for proxies to be joined with, and the same as a target that rules judge. */
export interface AssembledMesh { records: MeshRecords, evidence: MeshEvidence }

/** Turns what was read into targets, one a mesh, and one for quotas that were given alone. Pure. */
export function assembleMeshes(input: MeshInput, facts: MeshFacts, clock: Clock): { meshes: AssembledMesh[], targets: MeshEvidence[] } {
  const sameName = (mesh: MeshResources): boolean => input.meshes.some(other => other !== mesh && showName(other.name) === showName(mesh.name))
  const meshes = input.meshes.map(resources => {
    const records = new MeshRecords(resources, facts, input.quotas)
    const owner = sameName(resources) ? resources.owner ?? 'unknown owner' : undefined
    return { records, evidence: describeMesh(records, owner, input, clock) }
  })
  const targets = meshes.map(mesh => mesh.evidence)
  return { meshes, targets: targets.length === 0 && input.quotas.length > 0 ? [describeQuotas(input, facts, clock)] : targets }
}

function describeMesh(records: MeshRecords, owner: string | undefined, input: MeshInput, clock: Clock): MeshEvidence {
  const { resources, mesh } = records
  const label = owner === undefined ? mesh.name : `${mesh.name} of ${owner}`
  const given = new Set(['mesh', ...input.quotas.length > 0 ? ['quota'] as const : []] as const)
  const nodes = subjectsOf(records, 'virtualNode')
  const gateways = subjectsOf(records, 'virtualGateway')
  return {
    target: { id: owner === undefined ? `mesh/${mesh.name}` : `mesh/${mesh.name}@${owner}`, label, given: [...given] },
    source: [...new Set(resources.all.map(resource => resource.source))].slice(0, 3).join(', '),
    mesh,
    resources: new Map(meshKinds.map(kind => [kind, kind === 'mesh' ? [{ name: '', label: mesh.label, record: mesh }] : subjectsOf(records, kind)])),
    listeners: collect([...nodes, ...gateways], owned => owned.record.listeners, (owned, listener) => `${owned.name}/listener/${isKnown(listener.port) ? listener.port : '?'}`, listener => listener.label),
    backends: collect(nodes, owned => owned.record.backends, (owned, backend) => `${owned.name}/backend/${isKnown(backend.serviceName) ? backend.serviceName : '?'}`, backend => backend.label),
    references: { *[Symbol.iterator]() {
      for (const record of listReferences(records)) yield new ReferenceSubject(record)
    } },
    quotas: mesh.quotas.map(record => ({ name: `quota/${record.code}`, label: record.name, record })),
    endpoints: listEndpoints(records),
    policies: listPolicies(records),
    certificates: listCertificates(records),
    states: listStates(records),
    clock, given,
    frozen: clock.at !== undefined && clock.at >= appMeshEnd,
  }
}

function describeQuotas(input: MeshInput, facts: MeshFacts, clock: Clock): MeshEvidence {
  return {
    target: { id: 'quotas', label: 'quotas', given: ['quota'] },
    source: input.quotas[0]?.source ?? '',
    mesh: undefined, resources: new Map(), listeners: [], backends: [], references: [],
    endpoints: [], policies: [], certificates: [], states: [],
    quotas: readQuotas(input.quotas, facts.quotas, undefined).map(record => ({ name: `quota/${record.code}`, label: record.name, record })),
    clock, given: new Set(['quota'] as const), frozen: clock.at !== undefined && clock.at >= appMeshEnd,
  }
}

function subjectsOf<K extends MeshKind>(records: MeshRecords, kind: K): { name: string, label: string, record: RecordOfKind[K] }[] {
  const resources = records.resources.list(kind)
  return records.list(kind).map((record, index) => {
    const resource = resources[index]
    return { name: resource === undefined ? record.name : subjectName(resource), label: record.label, record }
  })
}

/** Named only where something is said of it: there may be a hundred thousand. */
class ReferenceSubject implements MeshSubject<MeshReference> {
  readonly record: MeshReference
  constructor(record: MeshReference) {
    this.record = record
  }

  get name(): string { return `${this.record.fromKind}/${this.record.fromName} ${this.record.field}` }
  get label(): string { return this.record.label }
}

/** What lies in several resources. A resource of which that is not known stands for what it may hold. */
function collect<O extends { name: string, label: string }, T extends object>(
  owners: readonly O[], read: (owner: O) => Known<readonly T[]>, name: (owner: O, item: T) => string, label: (item: T) => string,
): MeshSubject<T>[] {
  return owners.flatMap((owner): MeshSubject<T>[] => {
    const items = read(owner)
    return isKnown(items) ? items.map(record => ({ name: name(owner, record), label: label(record), record })) : [{ name: owner.name, label: owner.label, record: items }]
  })
}
