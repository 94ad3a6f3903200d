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
export interface FoundName { from: MeshResource, kind: MeshKind, name: Name, step: Step }

/** The way to a member of a spec, from within; written out for the few that are shown. */
export interface Step { outer: Step | undefined, key: string | number }

/** Every place in a mesh where a resource names another: at the quotas' limits more than a hundred thousand, so one at a time. */
export function* findNames({ resources }: MeshRecords): Generator<FoundName> {
  for (const from of resources.all) {
    if (from.status === 'DELETED') continue
    const outer = from.kind === 'route' ? 'virtualRouter' : from.kind === 'gatewayRoute' ? 'virtualGateway' : undefined
    const found: FoundName[] = outer === undefined || from.parent === undefined ? [] : [{ from, kind: outer, name: from.parent, step: { outer: undefined, key: `${outer}Name` } }]
    if (from.spec !== undefined) collectNames(from.spec, undefined, from, found)
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
  for (const found of findNames(records)) yield new Reference(found, records, namesOf)
}

/** Most are only asked whether what they name exists; its texts are made when a finding needs them. */
class Reference implements MeshReference {
  readonly #found: FoundName
  readonly #records: MeshRecords
  readonly #namesOf: (kind: MeshKind) => readonly string[]

  constructor(found: FoundName, records: MeshRecords, namesOf: (kind: MeshKind) => readonly string[]) {
    this.#found = found
    this.#records = records
    this.#namesOf = namesOf
  }

  get fromKind(): MeshKind { return this.#found.from.kind }
  get fromName(): string { return showName(this.#found.from.name) }
  get fromTitle(): string { return titleOf(this.#found.from.kind) }
  get field(): string { return showSteps(this.#found.step) }
  get toKind(): MeshKind { return this.#found.kind }
  get toTitle(): string { return titleOf(this.#found.kind) }
  get others(): readonly string[] { return this.#namesOf(this.#found.kind) }
  get mesh(): MeshReference['mesh'] { return this.#records.mesh }
  get source(): string { return placeOf(this.#found.from) }
  get label(): string { return `${this.fromTitle} ${this.fromName} -> ${this.toTitle} ${showName(this.#wanted)}` }

  get toName(): MeshReference['toName'] {
    const wanted = this.#wanted
    return wanted instanceof Unknown ? new Absent('mesh', `${wanted.expression}: ${wanted.reason}`) : wanted
  }

  get exists(): MeshReference['exists'] {
    const found = this.#records.find(this.#found.kind, this.#found.name)
    return isKnown(found) ? found !== undefined : found
  }

  get #wanted(): Name {
    const { name } = this.#found
    return name instanceof Unknown ? name : nameInArn(name)
  }
}

function collectNames(value: SpecValue, outer: Step | undefined, from: MeshResource, found: FoundName[]): void {
  if (value === null || typeof value !== 'object' || value instanceof Unknown) return
  if (Array.isArray(value)) {
    for (const [key, item] of (value as readonly SpecValue[]).entries()) if (typeof item === 'object') collectNames(item, { outer, key }, from, found)
    return
  }
  const spec = value as Spec
  for (const key of Object.keys(spec)) {
    const item = spec[key] ?? null
    if (typeof item === 'string' || item instanceof Unknown) {
      const kind = naming[key]
      if (kind !== undefined) found.push({ from, kind, name: item, step: { outer, key } })
    } else if (typeof item === 'object') collectNames(item, { outer, key }, from, found)
  }
}

/** `backends[0].virtualService.virtualServiceName` */
function showSteps({ outer, key }: Step): string {
  const before = outer === undefined ? '' : showSteps(outer)
  if (typeof key === 'number') return `${before}[${key}]`
  return before === '' ? key : `${before}.${key}`
}
