import type { AdminLogPart } from '../../../evidence/parts.ts'
import type { AdminCall } from '../../../evidence/schema.ts'
import type { AdminLine } from './admin-line.ts'
import { mutatingPaths } from './admin-paths.ts'

interface Group { line: AdminLine, count: number, first: number | undefined, last: number | undefined }

/** Callers that take a new address for every call would fill the memory. */
const mostGroups = 500

/** Counts calls of an admin interface: those that change something by what, whom and how it ended, the others together. */
export class AdminTally {
  from: number | undefined
  to: number | undefined
  reads = 0
  /** Mutating calls beyond the bound, which are not told apart. */
  folded = 0
  readonly #groups = new Map<string, Group>()

  get lines(): number {
    return this.reads + this.folded + [...this.#groups.values()].reduce((sum, group) => sum + group.count, 0)
  }

  add(line: AdminLine): void {
    this.from = earliest(this.from, line.at)
    this.to = latest(this.to, line.at)
    if (mutatingPaths.has(line.path)) this.#gather({ line, count: 1, first: line.at, last: line.at })
    else this.reads++
  }

  /** Takes over what another log of the same proxy says. */
  merge(other: AdminTally): void {
    this.from = earliest(this.from, other.from)
    this.to = latest(this.to, other.to)
    this.reads += other.reads
    this.folded += other.folded
    for (const group of other.#groups.values()) this.#gather(group)
  }

  finish(source: string): AdminLogPart {
    const groups = [...this.#groups.values()].sort((a, b) => (b.last ?? 0) - (a.last ?? 0))
    const restored = groups.find(({ line }) => line.path === '/healthcheck/ok' && line.code === 200)?.last
    return { source, reads: this.reads, from: this.from, to: this.to, calls: groups.map(group => describeCall(group, restored)) }
  }

  #gather(group: Group): void {
    const { path, method, code, caller, userAgent } = group.line
    const key = JSON.stringify([path, method, code, caller, userAgent])
    const known = this.#groups.get(key)
    if (known === undefined) {
      if (this.#groups.size < mostGroups) this.#groups.set(key, { ...group })
      else this.folded += group.count
      return
    }
    known.count += group.count
    if ((group.last ?? 0) >= (known.last ?? 0)) known.line = group.line
    known.first = earliest(known.first, group.first)
    known.last = latest(known.last, group.last)
  }
}

/** @param restored when the newest /healthcheck/ok was taken, milliseconds since the epoch */
function describeCall({ line, count, first, last }: Group, restored: number | undefined): AdminCall {
  const done = line.code === 200
  return {
    action: line.path, query: line.query, method: line.method, code: line.code, done, caller: line.caller, userAgent: line.userAgent, count,
    first: first === undefined ? undefined : new Date(first),
    last: last === undefined ? undefined : new Date(last),
    standing: done && !(line.path === '/healthcheck/fail' && restored !== undefined && (last ?? 0) <= restored),
  }
}

const earliest = (a: number | undefined, b: number | undefined): number | undefined => a === undefined || b === undefined ? a ?? b : Math.min(a, b)
const latest = (a: number | undefined, b: number | undefined): number | undefined => a === undefined || b === undefined ? a ?? b : Math.max(a, b)
