import type { FoundEdge } from '../edges.ts'
import { concernsProxy, isMeshTarget } from './concerns-proxy.ts'
import type { Numbered } from './number-findings.ts'

/** Findings of one rule about one proxy. */
interface Group { all: Numbered[], bySubject: Map<string, Numbered[]> }

/** The two proxies of edges between them, and the client's clusters that are these edges. */
interface Link { client: string, server: string, clusters: Set<string> }

/**
 * Finds findings that are about the same thing as another: one proxy's same cluster, a proxy as a whole, the two ends of an edge,
 * or a resource of a mesh and the proxies that it configures. Looked up by rule, proxy and subject: thousands of sick clusters are not compared with one another.
 */
export class RelatedFindings {
  /** rule -> target -> findings */
  readonly #groups = new Map<string, Map<string, Group>>()
  /** Links by the target at either end. */
  readonly #links = new Map<string, Link[]>()
  #hasMesh = false

  constructor(findings: readonly Numbered[], edges: readonly FoundEdge[]) {
    for (const item of findings) this.#addFinding(item)
    const seen = new Map<string, Link>()
    for (const edge of edges) this.#addEdge(edge, seen)
  }

  /** Findings of a rule that are related to this one, each once, in no particular order; never the finding itself. */
  of(cause: Numbered, rule: string): Set<Numbered> {
    const found = new Set<Numbered>()
    const byTarget = this.#groups.get(rule)
    if (byTarget === undefined) return found
    const mine = byTarget.get(cause.finding.target)
    if (mine !== undefined) for (const item of onSameProxy(cause, mine)) found.add(item)
    for (const link of this.#links.get(cause.finding.target) ?? []) for (const item of acrossLink(cause, link, byTarget)) found.add(item)
    if (this.#hasMesh) for (const group of byTarget.values()) for (const item of acrossMesh(cause, group)) found.add(item)
    found.delete(cause)
    return found
  }

  /** Findings of the same rule at the clients of this one's proxy, on the clusters that lead to it. */
  echoesOf(cause: Numbered): Numbered[] {
    const byTarget = this.#groups.get(cause.finding.rule)
    if (byTarget === undefined) return []
    return (this.#links.get(cause.finding.target) ?? []).filter(link => link.server === cause.finding.target).flatMap(link => acrossLink(cause, link, byTarget))
  }

  #addFinding(item: Numbered): void {
    const { rule, target, subject } = item.finding
    const byTarget = getOrMake(this.#groups, rule, () => new Map<string, Group>())
    const group = getOrMake(byTarget, target, () => ({ all: [], bySubject: new Map<string, Numbered[]>() }))
    group.all.push(item)
    this.#hasMesh ||= isMeshTarget(target)
    getOrMake(group.bySubject, subject, () => []).push(item)
  }

  #addEdge({ client, edge, peer }: FoundEdge, seen: Map<string, Link>): void {
    if (peer === undefined) return
    const ends = { client: client.evidence.target.id, server: peer.digest.evidence.target.id }
    if (ends.client === ends.server) return
    const link = getOrMake(seen, JSON.stringify([ends.client, ends.server]), () => {
      const made: Link = { ...ends, clusters: new Set() }
      for (const end of [ends.client, ends.server]) getOrMake(this.#links, end, () => []).push(made)
      return made
    })
    link.clusters.add(edge.cluster.name)
  }
}

/** The same subject, or a proxy as a whole and anything in it, or subjects of different kinds. */
function onSameProxy(cause: Numbered, { all, bySubject }: Group): readonly Numbered[] {
  const [first] = all
  if (first === undefined || cause.finding.subject === '' || scopeOf(first) !== scopeOf(cause)) return all
  return [...bySubject.get(cause.finding.subject) ?? [], ...bySubject.get('') ?? []]
}

/** What is at the other end of the edge; of the client's clusters only those that are the edge. */
function acrossLink(cause: Numbered, { client, server, clusters }: Link, byTarget: ReadonlyMap<string, Group>): readonly Numbered[] {
  const atServer = cause.finding.target === server
  const { all = [], bySubject } = byTarget.get(atServer ? client : server) ?? {}
  const [first] = all
  if (first === undefined) return []
  if (!atServer) {
    // What ails a client as a whole does not make the server's own upstreams sick.
    if (scopeOf(cause) !== 'cluster') return scopeOf(first) === 'cluster' ? [] : all
    return clusters.has(cause.finding.subject) ? all : []
  }
  return scopeOf(first) !== 'cluster' ? all : [...clusters].flatMap(cluster => bySubject?.get(cluster) ?? [])
}

/** Findings at proxies that a finding about resources concerns, and the other way round. */
function acrossMesh(cause: Numbered, { all }: Group): readonly Numbered[] {
  return all.filter(item => concernsProxy(cause.finding, item.finding) || concernsProxy(item.finding, cause.finding))
}

/** Edges are about the client's cluster. A rule's findings are all of one scope. */
function scopeOf(item: Numbered): string {
  return item.each === 'edge' ? 'cluster' : item.each
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
