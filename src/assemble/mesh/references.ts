import { Absent, isKnown } from '../../evidence/absent.ts'
import type { MeshReference } from '../../evidence/mesh/records.ts'
import { showName, Unknown, type MeshKind, type MeshResource, type Name, type Spec, type SpecValue } from '../../evidence/mesh/resource.ts'
import { titleOf } from '../../evidence/mesh/resources.ts'
import { nameInArn } from '../../providers/app-mesh/arn.ts'
import { placeOf } from './identity.ts'
import type { MeshRecords } from './mesh-records.ts'

/** Members whose value names a resource. `virtualNode` is a name in a weighted target and an object in a provider. */
const naming: Readonly<Record<string, MeshKind>> = {
  virtualServiceName: 'virtualService', virtualNodeName: 'virtualNode', virtualRouterName: 'virtualRouter', virtualNode: 'virtualNode',
}

/** A place where a resource names another. */
export interface FoundName { from: MeshResource, kind: MeshKind, name: Name, field: string }

/** Every place in a mesh where a resource names another: at the quotas' limits more than a hundred thousand, so one at a time. */
export function* findNames({ resources }: MeshRecords): Generator<FoundName> {
  for (const from of resources.all) {
    if (from.status === 'DELETED') continue
    const outer = from.kind === 'route' ? 'virtualRouter' : from.kind === 'gatewayRoute' ? 'virtualGateway' : undefined
    const found: FoundName[] = outer === undefined || from.parent === undefined ? [] : [{ from, kind: outer, name: from.parent, field: `${outer}Name` }]
    if (from.spec !== undefined) collectNames(from.spec, '', from, found)
    yield* found
  }
}

/** The same, with whether that other exists. */
export function* listReferences(records: MeshRecords): Generator<MeshReference> {
  const names = new Map<MeshKind, readonly string[]>()
  const namesOf = (kind: MeshKind): readonly string[] => {
    const known = names.get(kind) ?? records.resources.list(kind).flatMap(other => typeof other.name === 'string' ? [other.name] : [])
    names.set(kind, known)
    return known
  }
  for (const found of findNames(records)) yield toReference(found, records, namesOf)
}

function collectNames(value: SpecValue, path: string, from: MeshResource, found: FoundName[]): void {
  if (value === null || typeof value !== 'object' || value instanceof Unknown) return
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly SpecValue[]).entries()) collectNames(item, `${path}[${index}]`, from, found)
    return
  }
  for (const [key, item] of Object.entries(value as Spec)) {
    if (typeof item !== 'object' && typeof item !== 'string') continue
    const field = path === '' ? key : `${path}.${key}`
    const kind = naming[key]
    if (kind !== undefined && (typeof item === 'string' || item instanceof Unknown)) found.push({ from, kind, name: item, field })
    else collectNames(item, field, from, found)
  }
}

function toReference({ from, kind, name, field }: FoundName, records: MeshRecords, namesOf: (kind: MeshKind) => readonly string[]): MeshReference {
  const wanted = name instanceof Unknown ? name : nameInArn(name)
  const found = records.find(kind, name)
  const label = showName(from.name)
  return {
    label: `${titleOf(from.kind)} ${label} -> ${titleOf(kind)} ${showName(wanted)}`,
    fromKind: from.kind, fromName: label, fromTitle: titleOf(from.kind), field,
    toKind: kind, toName: wanted instanceof Unknown ? new Absent('mesh', `${wanted.expression}: ${wanted.reason}`) : wanted,
    toTitle: titleOf(kind),
    exists: isKnown(found) ? found !== undefined : found,
    others: namesOf(kind),
    mesh: records.mesh, source: placeOf(from),
  }
}
