import { Absent, isKnown } from '../evidence/absent.ts'
import type { MeshEvidence, MeshSubject } from '../evidence/mesh/mesh-evidence.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import { subjectKinds, type SubjectKind } from '../evidence/subjects.ts'
import type { EvidenceReader } from './evaluate/reader.ts'
import type { Subject } from './evaluate/subjects.ts'
import { Judge, type Judgements, type OnClear } from './judge.ts'
import type { Rule } from './rules/rule.ts'

/** Where the subjects of a kind stand, and which lists must be complete for "there are none" to be true. */
const places: Readonly<Partial<Record<SubjectKind, { of: (mesh: MeshEvidence) => Iterable<MeshSubject<object>>, kinds: readonly string[] }>>> = {
  mesh: { of: mesh => mesh.resources.get('mesh') ?? [], kinds: [] },
  virtual_node: { of: mesh => mesh.resources.get('virtualNode') ?? [], kinds: ['virtualNode'] },
  virtual_service: { of: mesh => mesh.resources.get('virtualService') ?? [], kinds: ['virtualService'] },
  virtual_router: { of: mesh => mesh.resources.get('virtualRouter') ?? [], kinds: ['virtualRouter'] },
  route: { of: mesh => mesh.resources.get('route') ?? [], kinds: ['route'] },
  virtual_gateway: { of: mesh => mesh.resources.get('virtualGateway') ?? [], kinds: ['virtualGateway'] },
  gateway_route: { of: mesh => mesh.resources.get('gatewayRoute') ?? [], kinds: ['gatewayRoute'] },
  mesh_listener: { of: mesh => mesh.listeners, kinds: ['virtualNode', 'virtualGateway'] },
  backend: { of: mesh => mesh.backends, kinds: ['virtualNode'] },
  reference: { of: mesh => mesh.references, kinds: [] },
  quota: { of: mesh => mesh.quotas, kinds: [] },
  mesh_endpoint: { of: mesh => mesh.endpoints, kinds: ['virtualNode', 'virtualGateway'] },
  client_policy: { of: mesh => mesh.policies, kinds: ['virtualNode', 'virtualGateway'] },
  mesh_certificate: { of: mesh => mesh.certificates, kinds: ['virtualNode', 'virtualGateway'] },
  mesh_resource: { of: mesh => mesh.states, kinds: [] },
}

/**
 * Runs the rules about App Mesh's resources over each mesh that was given. The proxies of a mesh that was not given leave such rules
 * unchecked, once a mesh; without any proxy of App Mesh they are not applicable.
 */
export function judgeResources(rules: readonly Rule[], meshes: readonly MeshEvidence[], digests: readonly Digest[], reader: EvidenceReader, onClear?: OnClear): Judgements {
  const judge = new Judge(reader, onClear)
  const bare = findBare(digests, meshes)
  for (const rule of rules) {
    if (subjectKinds[rule.each].stage !== 'resource') continue
    for (const mesh of meshes) judgeMeshBy(rule, mesh, judge)
    for (const digest of bare) judge.add(rule, digest.evidence, { kind: 'unchecked', ...lackOf(digest, meshes), lead: undefined })
    const [first] = digests
    if (meshes.length + bare.length === 0 && first !== undefined) {
      const isUnknown = digests.every(({ evidence }) => evidence.proxy === undefined)
      judge.add(rule, first.evidence, isUnknown
        ? { kind: 'unchecked', lack: 'mesh', reason: 'no App Mesh resources given', lead: undefined }
        : { kind: 'not-applicable', reason: 'only for app-mesh' })
    }
  }
  return judge
}

function judgeMeshBy(rule: Rule, mesh: MeshEvidence, judge: Judge): void {
  const place = places[rule.each]
  if (place === undefined) return
  const evidence = toEvidence(mesh)
  const count = { readable: 0, unread: 0 }
  const judged = judge.all(rule, evidence, listReadable(rule, place.of(mesh), count, ({ name, label }, { lack, reason }) => {
    judge.add(rule, evidence, { kind: 'unchecked', lack, reason, lead: undefined }, name, label)
  }))
  const missing = place.kinds.filter(kind => mesh.mesh?.complete.includes(kind) !== true)
  const isBlind = count.readable + count.unread === 0 && (missing.length > 0 || (mesh.mesh === undefined && rule.each !== 'quota'))
  if (isBlind) {
    const reason = mesh.mesh === undefined ? 'no App Mesh resources given' : `no ${missing.join(' or ')} of ${mesh.mesh.name} given, nor a complete list of them`
    judge.add(rule, evidence, { kind: 'unchecked', lack: 'mesh', reason, lead: undefined })
  } else if (judged === 0 && (count.readable > 0 || count.unread === 0)) judge.addNone(rule, evidence)
}

/** The subjects that can be judged, one at a time; what cannot be read is told on the way. */
function* listReadable(
  rule: Rule, subjects: Iterable<MeshSubject<object>>, count: { readable: number, unread: number }, unread: (subject: MeshSubject<object>, why: Absent) => void,
): Generator<{ subject: Subject, peer: undefined }> {
  for (const subject of subjects) {
    const { record } = subject
    if (isKnown(record)) {
      count.readable++
      yield { subject: new ResourceSubject(rule.each, subject, record), peer: undefined }
    } else {
      count.unread++
      unread(subject, record)
    }
  }
}

/** Its texts are asked for only where the verdict is kept. */
class ResourceSubject implements Subject {
  readonly kind: SubjectKind
  readonly raw: object
  readonly statName = ''
  readonly #of: MeshSubject<object>

  constructor(kind: SubjectKind, of: MeshSubject<object>, raw: object) {
    this.kind = kind
    this.raw = raw
    this.#of = of
  }

  get name(): string { return this.#of.name }
  get label(): string { return this.#of.label }
}

/** One proxy of each mesh of which nothing was given. */
function findBare(digests: readonly Digest[], meshes: readonly MeshEvidence[]): Digest[] {
  const seen = new Set<string>()
  return digests.filter(({ evidence: { proxy } }) => {
    if (proxy?.provider !== 'app-mesh' || meshes.some(mesh => mesh.mesh?.name === proxy.mesh)) return false
    const before = seen.size
    return seen.add(proxy.mesh ?? '').size > before
  })
}

function lackOf({ evidence: { proxy } }: Digest, meshes: readonly MeshEvidence[]): { lack: 'mesh', reason: string } {
  return { lack: 'mesh', reason: meshes.length === 0 ? 'no App Mesh resources given' : `no resources of mesh ${proxy?.mesh ?? '(unknown)'} given` }
}

const noProxy = new Absent('peer', 'resources have no statistics or logs of their own')

/** What judging reads beside the subject: nothing of a proxy. */
function toEvidence({ target, source, clock, frozen, given }: MeshEvidence): Digest['evidence'] {
  return { target, source, proxy: undefined, series: noProxy, log: noProxy, requestsByCluster: new Map(), clock, updatedAt: undefined, frozen, given, problems: [] }
}
