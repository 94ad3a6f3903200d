import type { ScopeKind } from '../../../evidence/stats.ts'
import { ByteNames } from './byte-names.ts'
import type { Cells } from './cells.ts'
import { toStatName } from './known-names.ts'
import { splitSubScope, type Split } from './sub-scopes.ts'

/** What was read so far of one name of a scope. */
export interface NameRecord {
  readonly name: string
  readonly known: boolean
  /** How the name reads if it is none: as a sub-scope of another name. */
  readonly split: Split | undefined
  /** A metric that no sub-scope has stood behind it. */
  proven: boolean
  /** By the metric's slot. */
  cells: Cells | undefined
  /** The cluster's `update_*`, should it turn out to be an EDS cluster; by the slot among the subscriptions' metrics. */
  eds: Cells | undefined
  marksEds: boolean
}

/** The names of one scope, those of the configuration first. */
export class ScopeNames {
  readonly scope: ScopeKind
  /** Once each, also those that have two stat names. */
  readonly records: NameRecord[] = []
  readonly #names = new ByteNames()
  readonly #byId: NameRecord[] = []
  readonly #known: ReadonlySet<string>
  readonly #longestKnown: number

  constructor(scope: ScopeKind, known: ReadonlySet<string>) {
    this.scope = scope
    const statNames = new Map([...known].map(name => [toStatName(name), name]))
    for (const name of known) statNames.set(name, name)
    this.#known = new Set(statNames.keys())
    this.#longestKnown = Math.max(0, ...[...this.#known].map(name => name.length))
    const byName = new Map<string, NameRecord>()
    for (const [statName, name] of statNames) {
      let record = byName.get(name)
      if (record === undefined) {
        record = makeRecord(name, true, undefined)
        byName.set(name, record)
        this.records.push(record)
      }
      this.#byId[this.#names.addText(statName)] = record
    }
  }

  /** Bytes that the names take. */
  get size(): number {
    return this.#names.size
  }

  isKnown(buffer: Uint8Array, start: number, end: number): boolean {
    const id = this.#names.find(buffer, start, end)
    return id !== -1 && (this.#byId[id] as NameRecord).known
  }

  of(buffer: Uint8Array, start: number, end: number): NameRecord {
    return this.#recordOf(this.#names.add(buffer, start, end))
  }

  ofText(name: string): NameRecord {
    return this.#recordOf(this.#names.addText(name))
  }

  #recordOf(id: number): NameRecord {
    const known = this.#byId[id]
    if (known !== undefined) return known
    const name = this.#names.texts[id] as string
    const record = makeRecord(name, false, this.#splitKnown(name) ?? splitSubScope(this.scope, name))
    this.#byId[id] = record
    this.records.push(record)
    return record
  }

  /** The longest known name that this one continues. */
  #splitKnown(name: string): Split | undefined {
    if (this.#known.size === 0) return undefined
    for (let end = name.lastIndexOf('.', this.#longestKnown); end > 0; end = name.lastIndexOf('.', end - 1)) {
      const parent = name.slice(0, end)
      if (this.#known.has(parent)) return { parent, prefix: name.slice(end + 1) }
    }
    return undefined
  }
}

function makeRecord(name: string, known: boolean, split: Split | undefined): NameRecord {
  return { name, known, split, proven: false, cells: undefined, eds: undefined, marksEds: false }
}
