import { Absent, isKnown } from '../../evidence/absent.ts'
import type { MeshReference } from '../../evidence/mesh/records.ts'
import { showName, Unknown, type MeshKind, type MeshResource, type Spec, type SpecValue } from '../../evidence/mesh/resource.ts'
import { titleOf } from '../../evidence/mesh/resources.ts'
import { nameInArn } from '../../providers/app-mesh/arn.ts'
import { identify } from './identity.ts'
import type { MeshRecords } from './mesh-records.ts'

/** Members whose value names a resource. `virtualNode` is a name in a weighted target and an object in a provider. */
const naming: Readonly<Record<string, MeshKind>> = {
  virtualServiceName: 'virtualService', virtualNodeName: 'virtualNode', virtualRouterName: 'virtualRouter', virtualNode: 'virtualNode',
}

/** Every place in a mesh where a resource names another, with whether that other exists. */
export function listReferences(records: MeshRecords): MeshReference[] {
  const names = new Map<MeshKind, readonly string[]>()
  const namesOf = (kind: MeshKind): readonly string[] => {
    const known = names.get(kind) ?? records.resources.list(kind).flatMap(other => typeof other.name === 'string' ? [other.name] : [])
    names.set(kind, known)
    return known
  }
  return records.resources.all.filter(resource => resource.status !== 'DELETED').flatMap(resource => {
    const outer = resource.kind === 'route' ? 'virtualRouter' : resource.kind === 'gatewayRoute' ? 'virtualGateway' : undefined
    const inner = resource.spec === undefined ? [] : findNames(resource.spec, '')
    const all = outer === undefined || resource.parent === undefined ? inner : [{ kind: outer, name: resource.parent, field: `${outer}Name` } as const, ...inner]
    return all.map(found => toReference(found, resource, records, namesOf))
  })
}

interface FoundName { kind: MeshKind, name: string | Unknown, field: string }

function findNames(value: SpecValue, path: string): FoundName[] {
  if (value === null || typeof value !== 'object' || value instanceof Unknown) return []
  if (Array.isArray(value)) return (value as readonly SpecValue[]).flatMap((item, index) => findNames(item, `${path}[${index}]`))
  return Object.entries(value as Spec).flatMap(([key, item]) => {
    const field = path === '' ? key : `${path}.${key}`
    const kind = naming[key]
    return kind !== undefined && (typeof item === 'string' || item instanceof Unknown) ? [{ kind, name: item, field }] : findNames(item, field)
  })
}

function toReference({ kind, name, field }: FoundName, from: MeshResource, records: MeshRecords, namesOf: (kind: MeshKind) => readonly string[]): MeshReference {
  const wanted = name instanceof Unknown ? name : nameInArn(name)
  const found = records.find(kind, name)
  const { label, source } = identify(from)
  return {
    label: `${titleOf(from.kind)} ${label} -> ${titleOf(kind)} ${showName(wanted)}`,
    fromKind: from.kind, fromName: label, fromTitle: titleOf(from.kind), field,
    toKind: kind, toName: wanted instanceof Unknown ? new Absent('mesh', `${wanted.expression}: ${wanted.reason}`) : wanted,
    toTitle: titleOf(kind),
    exists: isKnown(found) ? found !== undefined : found,
    others: namesOf(kind),
    mesh: records.mesh, source,
  }
}
