import { nameKey, parentKind, showName, Unknown, type MeshKind, type MeshResource, type Name } from './resource.ts'

/** What a list operation said: these are the resources of one kind, and whether that was all of them. */
export interface MeshList {
  kind: MeshKind
  /** Undefined where an empty list does not tell whose it is. */
  mesh: Name | undefined
  /** Router of routes, gateway of gateway routes. */
  parent?: Name
  /** False where a page is missing (`nextToken` left over). */
  complete: boolean
  source: string
}

/** One resource that was given more than once. */
export interface Repeat { kept: MeshResource, dropped: readonly MeshResource[] }

/** What is known of a resource that something refers to. Only a complete list can say that it is missing. */
export type Found = { is: 'given', resource: MeshResource } | { is: 'missing', because: string } | { is: 'unchecked', because: string }

/** All that was given of one mesh. Meshes of one name but of different owners are different meshes. */
export class MeshResources {
  readonly name: Name
  /** Account that owns the mesh, where anything told it. */
  readonly owner: string | undefined
  /** One of each identity, deleted ones included, in the order in which they were given. */
  readonly all: readonly MeshResource[]
  /** What was given twice, and which of it counts. */
  readonly repeats: readonly Repeat[]
  readonly lists: readonly MeshList[]
  readonly #byKey: ReadonlyMap<string, MeshResource>
  /** Existing resources by kind, and by kind and parent. */
  readonly #lists: ReadonlyMap<string, readonly MeshResource[]>
  /** Kinds, and kinds with a parent, of which a whole list was given. */
  readonly #whole: ReadonlySet<string>
  readonly #allGiven: boolean

  /** @param allGiven the person says that nothing is left out: then what was not given does not exist */
  constructor(name: Name, owner: string | undefined, given: readonly MeshResource[], lists: readonly MeshList[], allGiven = false) {
    const groups = new Map<string, MeshResource[]>()
    for (const resource of given) {
      const key = resourceKey(resource.kind, resource.name, resource.parent)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [resource])
      else group.push(resource)
    }
    const ranked = [...groups].map(([key, members]) => [key, members.toSorted(compareAge)] as const)
    this.name = name
    this.owner = owner
    this.#byKey = new Map(ranked.flatMap(([key, members]) => members[0] === undefined ? [] : [[key, members[0]] as const]))
    this.all = [...this.#byKey.values()]
    this.repeats = ranked.flatMap(([, [kept, ...others]]) => {
      const dropped = kept === undefined ? [] : others.filter(other => saysMore(other, kept))
      return kept === undefined || dropped.length === 0 ? [] : [{ kept, dropped }]
    })
    this.lists = lists
    this.#lists = groupByPlace(this.all)
    this.#whole = new Set(lists.filter(list => list.complete).map(list => placeKey(list.kind, list.parent)))
    this.#allGiven = allGiven
  }

  /** Those that exist, as far as was given; `parent` limits routes to a router, gateway routes to a gateway. */
  list(kind: MeshKind, parent?: Name): readonly MeshResource[] {
    return this.#lists.get(placeKey(kind, parent)) ?? []
  }

  /** Whether a resource of this kind that was not given does not exist: a list operation told all of them. */
  isComplete(kind: MeshKind, parent?: Name): boolean {
    if (this.#allGiven) return true
    const outer = parentKind[kind]
    if (outer === undefined) return this.#whole.has(placeKey(kind, undefined))
    if (parent !== undefined) return this.#whole.has(placeKey(kind, parent))
    return this.isComplete(outer) && this.list(outer).every(resource => this.#whole.has(placeKey(kind, resource.name)))
  }

  /** Looks up what something refers to. */
  find(kind: MeshKind, name: Name, parent?: Name): Found {
    const resource = this.#byKey.get(resourceKey(kind, name, parent))
    if (resource?.status === 'DELETED') return { is: 'missing', because: `${describe(kind, name)} is deleted` }
    if (resource !== undefined) return { is: 'given', resource }
    if (name instanceof Unknown) return { is: 'unchecked', because: `${name.expression}: ${name.reason}` }
    if (!this.isComplete(kind, parent)) return { is: 'unchecked', because: `${describe(kind, name)} was not given, nor a complete list of them` }
    const nameless = this.list(kind, parent).some(other => other.name instanceof Unknown)
    if (nameless) return { is: 'unchecked', because: `${describe(kind, name)} may be one whose name the template computes` }
    return { is: 'missing', because: `${describe(kind, name)} is not in the list of them` }
  }
}

const titles: Readonly<Record<MeshKind, string>> = {
  mesh: 'mesh', virtualNode: 'virtual node', virtualService: 'virtual service', virtualRouter: 'virtual router',
  route: 'route', virtualGateway: 'virtual gateway', gatewayRoute: 'gateway route',
}

/** `virtual node`, as the User Guide writes it. */
export function titleOf(kind: MeshKind): string {
  return titles[kind]
}

function describe(kind: MeshKind, name: Name): string {
  return `${titles[kind]} ${showName(name)}`
}

function placeKey(kind: MeshKind, parent: Name | undefined): string {
  return parent === undefined ? kind : `${kind}\n${nameKey(parent)}`
}

function groupByPlace(resources: readonly MeshResource[]): Map<string, MeshResource[]> {
  const groups = new Map<string, MeshResource[]>()
  for (const resource of resources) {
    if (resource.status === 'DELETED') continue
    for (const key of new Set([placeKey(resource.kind, undefined), placeKey(resource.kind, resource.parent)])) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [resource])
      else group.push(resource)
    }
  }
  return groups
}

function resourceKey(kind: MeshKind, name: Name, parent: Name | undefined): string {
  return `${kind}\n${parentKind[kind] === undefined || parent === undefined ? '' : nameKey(parent)}\n${nameKey(name)}`
}

/**
 * The one that counts comes first: App Mesh's own description before what somebody means to create, and a mere list last; then the
 * higher version, then the later change. Equal ones keep their order.
 */
function compareAge(a: MeshResource, b: MeshResource): number {
  return rank(a) - rank(b) || (b.version ?? 0) - (a.version ?? 0) || (b.lastUpdatedAt ?? 0) - (a.lastUpdatedAt ?? 0)
}

/** An entry of a list beside the description says nothing more, unless it tells of a newer version. */
function saysMore(other: MeshResource, kept: MeshResource): boolean {
  return other.origin !== 'list' || (other.version ?? 0) > (kept.version ?? Infinity)
}

function rank({ origin }: MeshResource): number {
  return origin === 'describe' ? 0 : origin === 'list' ? 2 : 1
}
