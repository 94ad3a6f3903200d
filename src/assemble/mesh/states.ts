import { findDrift } from '../../analysis/mesh/drift.ts'
import { Absent, type Known } from '../../evidence/absent.ts'
import type { MeshSubject } from '../../evidence/mesh/mesh-evidence.ts'
import type { AnyResource } from '../../evidence/mesh/records.ts'
import { parentKind, showName, type MeshResource } from '../../evidence/mesh/resource.ts'
import { titleOf, type Repeat } from '../../evidence/mesh/resources.ts'
import { nameInArn } from '../../providers/app-mesh/arn.ts'
import { identify, subjectName } from './identity.ts'
import { lazily } from './lazily.ts'
import type { MeshRecords } from './mesh-records.ts'
import { findNames, type FoundName } from './references.ts'

/** Every resource of a mesh with its own state: what needs it, and how its custom resource and App Mesh's description differ. */
export function listStates(records: MeshRecords): MeshSubject<AnyResource>[] {
  const { resources } = records
  let known: ReturnType<typeof usersOf> | undefined
  const users = (resource: MeshResource): string[] => (known ??= usersOf(findNames(records)))(resource)
  const repeats = new Map(resources.repeats.map(repeat => [repeat.kept, repeat]))
  return resources.all.filter(resource => resource.status !== 'DELETED').map(resource => {
    const outer = parentKind[resource.kind]
    const repeat = repeats.get(resource)
    // Beside App Mesh's own description a custom resource still tells what the controller could not do.
    const notActive = resource.notActive ?? repeat?.dropped.find(other => other.notActive !== undefined)?.notActive
    const found = outer === undefined || resource.parent === undefined ? undefined : resources.find(outer, resource.parent)
    const record: AnyResource = lazily({
      ...identify(resource), kind: resource.kind, title: titleOf(resource.kind), mesh: records.mesh,
      ...resource.parent === undefined ? {} : { parentName: showName(resource.parent) },
      ...found?.is === 'given' && found.resource.resourceOwner !== undefined ? { parentOwner: found.resource.resourceOwner } : {},
      customGiven: [resource, ...repeat?.dropped ?? []].some(one => one.origin === 'kubernetes'),
      ...notActive === undefined ? {} : { notActive },
    }, {
      users: () => resource.kind === 'mesh' ? everythingIn(records) : users(resource),
      drift: () => driftOf(resource, repeat),
    })
    return { name: resource.kind === 'mesh' ? '' : subjectName(resource), label: record.label, record }
  })
}

/** A route is needed where its router is; that a route lies in a router does not make the router needed. */
function usersOf(references: Iterable<FoundName>): (resource: MeshResource) => string[] {
  const byTarget = new Map<string, Set<string>>()
  for (const { from, kind, name } of references) {
    if (typeof name !== 'string' || (kind === 'virtualRouter' && from.kind === 'route')) continue
    const key = `${kind} ${nameInArn(name)}`
    const mine = byTarget.get(key) ?? new Set()
    byTarget.set(key, mine.add(`${titleOf(from.kind)} ${showName(from.name)}`))
  }
  const named = (kind: string, name: string): string[] => [...byTarget.get(`${kind} ${name}`) ?? []]
  return ({ kind, name, parent }) => {
    if (kind === 'route') return parent === undefined ? [] : named('virtualRouter', showName(parent))
    if (kind === 'gatewayRoute') return parent === undefined ? [] : [`virtual gateway ${showName(parent)}`]
    return named(kind, showName(name))
  }
}

function everythingIn({ resources }: MeshRecords): string[] {
  return resources.all.filter(other => other.kind !== 'mesh' && other.status !== 'DELETED').map(other => `${titleOf(other.kind)} ${showName(other.name)}`)
}

const oneSide = new Absent('mesh', 'only one of custom resource and App Mesh\'s own description was given')

function driftOf(resource: MeshResource, repeat: Repeat | undefined): Known<readonly string[]> {
  const meant = repeat?.dropped.find(other => other.origin === 'kubernetes')
  if (resource.origin !== 'describe' || meant?.spec === undefined || resource.spec === undefined) return oneSide
  return findDrift(meant.spec, resource.spec)
}
