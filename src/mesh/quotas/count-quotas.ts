import type { QuotaPart } from '../../evidence/mesh/evidence.ts'
import type { QuotaFact } from '../../evidence/mesh/facts.ts'
import { parentKind, showName, Unknown, type MeshResource, type Name } from '../../evidence/mesh/resource.ts'
import { titleOf, type MeshResources } from '../../evidence/mesh/resources.ts'
import { listReferences } from '../references.ts'
import { at, isList } from '../spec.ts'

/** A quota of App Mesh, and how much of it a mesh uses. */
export interface QuotaUse {
  code: string
  name: string
  limit: number
  /** `applied` to the account, AWS's `default`, or as `documented` where no answer of Service Quotas had it. */
  from: 'applied' | 'default' | 'documented'
  /** File of the limit; undefined for documented ones. */
  source: string | undefined
  adjustable: boolean | undefined
  /** What uses one more. */
  grows: string
  /** Undefined where the resources do not tell. */
  used: Used | undefined
  /** Why `used` is not known, or may be more. */
  unsure: string | undefined
}

/** `count` in the fullest, which `of` names; `headroom` is negative where there are more than the limit. */
export interface Used { count: number, of: string, headroom: number }

/**
 * Each quota against what was given of a mesh. A shared mesh counts the resources of all accounts (User Guide, shared meshes: instance quotas).
 * An applied limit counts before AWS's default, and that before the documented one.
 */
export function countQuotas(mesh: MeshResources, given: readonly QuotaPart[], facts: readonly QuotaFact[]): QuotaUse[] {
  return facts.map(fact => {
    const parts = given.filter(part => part.code === undefined ? part.name === fact.name : part.code === fact.code)
    const best = parts.find(part => part.from === 'applied') ?? parts[0]
    const limit = best?.value ?? fact.default
    return {
      code: fact.code, name: fact.name, limit,
      from: best?.from ?? 'documented', source: best?.source, adjustable: best?.adjustable ?? fact.adjustable, grows: fact.grows,
      ...countUse(fact, limit, mesh),
    }
  })
}

/** Whether one more is refused already; of a lower limit than the account's nothing is known for certain. */
export function isFull({ used }: QuotaUse): boolean {
  return used !== undefined && used.headroom <= 0
}

function countUse({ kind, per }: QuotaFact, limit: number, mesh: MeshResources): Pick<QuotaUse, 'used' | 'unsure'> {
  if (kind === undefined) return { used: undefined, unsure: 'the resources of one mesh do not tell how much of it is used' }
  const places = per === undefined ? [mesh.list(kind as MeshResource['kind']).length] : []
  const inMesh = places[0]
  if (inMesh !== undefined) return { used: { count: inMesh, of: showName(mesh.name), headroom: limit - inMesh }, unsure: mesh.isComplete(kind as MeshResource['kind']) ? undefined : `no complete list of the ${titleOf(kind as MeshResource['kind'])}s was given` }
  const outer = per ?? 'mesh'
  const counts = listNames(outer, mesh).map(name => ({ of: showName(name), ...countIn(name, { kind, outer }, mesh) }))
  const [fullest] = counts.toSorted((a, b) => b.count - a.count)
  const unsure = counts.find(count => count.unsure !== undefined)?.unsure ?? (mesh.isComplete(outer) ? undefined : `no complete list of the ${titleOf(outer)}s was given`)
  return fullest === undefined ? { used: { count: 0, of: showName(mesh.name), headroom: limit }, unsure } : { used: { count: fullest.count, of: fullest.of, headroom: limit - fullest.count }, unsure }
}

interface Counted { kind: NonNullable<QuotaFact['kind']>, outer: MeshResource['kind'] }

/** Routes tell of a router, even where that was not given itself. */
function listNames(outer: MeshResource['kind'], mesh: MeshResources): Name[] {
  const own = mesh.list(outer).map(({ name }) => name)
  const inner = mesh.all.filter(({ kind, status }) => parentKind[kind] === outer && status !== 'DELETED').flatMap(({ parent }) => parent ?? [])
  return [...new Map([...own, ...inner].map(name => [name instanceof Unknown ? `\0${name.expression}` : name, name])).values()]
}

function countIn(name: Name, { kind, outer }: Counted, mesh: MeshResources): { count: number, unsure: string | undefined } {
  if (kind !== 'backend' && kind !== 'weightedTarget') {
    return { count: mesh.list(kind, name).length, unsure: mesh.isComplete(kind, name) ? undefined : `not all ${titleOf(kind)}s of ${titleOf(outer)} ${showName(name)} were given` }
  }
  const resources = mesh.list(outer).filter(resource => resource.name === name)
  const count = Math.max(0, ...resources.map(resource => kind === 'backend' ? countBackends(resource) : listReferences(resource).filter(({ role }) => role === 'target').length))
  const [hidden] = resources.filter(({ spec }) => spec === undefined)
  return { count, unsure: hidden === undefined ? undefined : `${titleOf(outer)} ${showName(name)} is listed, but not described` }
}

function countBackends({ spec }: MeshResource): number {
  const backends = at(spec, 'backends')
  return isList(backends) ? backends.length : 0
}
