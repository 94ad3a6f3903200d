import { Absent, isKnown, type Known } from '../../evidence/absent.ts'
import type { QuotaPart } from '../../evidence/mesh/evidence.ts'
import type { QuotaFact } from '../../evidence/mesh/facts.ts'
import type { Quota } from '../../evidence/mesh/records.ts'
import type { MeshRecords } from './mesh-records.ts'

/**
 * App Mesh's quotas and how far a mesh uses them. An applied value counts before AWS's default, and that before the documented one;
 * without a mesh nothing is counted.
 */
export function readQuotas(given: readonly QuotaPart[], facts: readonly QuotaFact[], records: MeshRecords | undefined): Quota[] {
  const known = facts.map(fact => toQuota(fact, given.filter(part => isSame(part, fact)), records))
  const others = given.filter(part => !facts.some(fact => isSame(part, fact)))
  return [...known, ...others.map(part => toQuota({ code: part.code ?? '', name: part.name, default: part.value, grows: '' }, [part], undefined))]
}

function isSame(part: QuotaPart, fact: QuotaFact): boolean {
  return part.code === undefined ? part.name === fact.name : part.code === fact.code
}

function toQuota(fact: QuotaFact, given: readonly QuotaPart[], records: MeshRecords | undefined): Quota {
  const best = given.find(part => part.from === 'applied') ?? given[0]
  const used = countUse(fact, records)
  return {
    name: fact.name, code: fact.code,
    value: best?.value ?? fact.default,
    from: best?.from ?? 'documented',
    default: given.find(part => part.from === 'default')?.value ?? fact.default,
    adjustable: best?.adjustable ?? fact.adjustable,
    count: isKnown(used) ? used.count : used,
    of: isKnown(used) ? used.of : used,
  }
}

interface Use { count: number, of: string }

const noMesh = new Absent('mesh', 'no App Mesh resources given')
const notTold = new Absent('other system', 'the resources of one mesh do not tell how much of it is used')

function countUse({ kind, per }: QuotaFact, records: MeshRecords | undefined): Known<Use> {
  if (records === undefined) return noMesh
  if (kind === undefined) return notTold
  const { resources, mesh } = records
  const outer = per ?? kind
  if (outer === 'backend' || outer === 'weightedTarget') return notTold
  if (!resources.isComplete(outer)) return new Absent('mesh', `no complete list of the ${outer}s of ${mesh.name} given`)
  if (per === undefined) return { count: resources.list(outer).length, of: mesh.name }
  let fullest: Use = { count: 0, of: mesh.name }
  for (const record of records.list(per)) {
    const items = itemsIn(record, kind)
    if (!isKnown(items)) return items
    if (items.length > fullest.count) fullest = { count: items.length, of: record.name }
  }
  return fullest
}

function itemsIn(record: object, kind: QuotaFact['kind']): Known<readonly unknown[]> {
  const member = kind === 'backend' ? 'backends' : kind === 'weightedTarget' ? 'targets' : 'routes'
  return (record as Readonly<Record<string, Known<readonly unknown[]>>>)[member] ?? notTold
}
