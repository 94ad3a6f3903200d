import type { Endpoint } from '../../../evidence/schema.ts'
import { text, type Fields } from '../fields.ts'
import { packHosts, unpackHosts } from './endpoints.ts'

/**
 * The endpoints of a dump by cluster, kept as one text a cluster and made into records when they are asked for: a mesh has tens
 * of thousands, and none of them is needed where /clusters was given, which knows their health better.
 */
export class EndpointBook implements ReadonlyMap<string, readonly Endpoint[]> {
  readonly #pages = new Map<string, string>()

  /** Adds a ClusterLoadAssignment. Clusters that share a service name have one each, with the same hosts. */
  add(assignment: Fields): void {
    const name = text(assignment.cluster_name)
    if (name !== undefined && (this.#pages.get(name) ?? '') === '') this.#pages.set(name, packHosts(assignment))
  }

  /** Makes the endpoints of one name known under a second one. */
  alias(name: string, of: string): void {
    const page = this.#pages.get(of)
    if (page !== undefined && !this.#pages.has(name)) this.#pages.set(name, page)
  }

  get size(): number {
    return this.#pages.size
  }

  has(name: string): boolean {
    return this.#pages.has(name)
  }

  get(name: string): readonly Endpoint[] | undefined {
    const page = this.#pages.get(name)
    return page === undefined ? undefined : unpackHosts(page)
  }

  keys(): MapIterator<string> {
    return this.#pages.keys()
  }

  *entries(): MapIterator<[string, readonly Endpoint[]]> {
    for (const [name, page] of this.#pages) yield [name, unpackHosts(page)]
  }

  *values(): MapIterator<readonly Endpoint[]> {
    for (const page of this.#pages.values()) yield unpackHosts(page)
  }

  [Symbol.iterator](): MapIterator<[string, readonly Endpoint[]]> {
    return this.entries()
  }

  forEach(visit: (endpoints: readonly Endpoint[], name: string, map: ReadonlyMap<string, readonly Endpoint[]>) => void): void {
    for (const [name, endpoints] of this) visit(endpoints, name, this)
  }
}
