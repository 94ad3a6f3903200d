import type { ScopeKind, StatValue } from '../../../evidence/stats.ts'
import { CellMap, type Columns } from './cell-map.ts'
import { CellBlocks, type Cells } from './cells.ts'
import type { KnownNames } from './known-names.ts'
import type { MetricEntry } from './metric-index.ts'
import type { ProblemList } from './problem-list.ts'
import { ScopeNames, type NameRecord } from './scope-names.ts'

/** A page with more names, or longer ones in all, is read without those that come after. The largest meshes have some 30,000 clusters. */
const maxNames = 100_000
const maxNameBytes = 64 << 20

export type NamedScope = 'cluster' | 'listener' | 'http' | 'tcp' | 'rds' | 'sds'

export type Scopes = Map<ScopeKind, Map<string, ReadonlyMap<string, StatValue>>>

/** Gathers the statistics of one page under their identity, and what tells whether the page is complete. */
export class StatsCollector {
  /** Statistics with one number that the page has. */
  scalars = 0
  zeroCounters = 0
  sawServer = false
  sawManager = false
  /** Names were left out because there were too many. */
  overfull = false
  readonly names: Readonly<Record<NamedScope, ScopeNames>>
  readonly #server: Cells
  readonly #single: Readonly<Record<'cds' | 'lds', Cells>>
  readonly #columns = new Map<ScopeKind, Columns>()
  readonly #problems: ProblemList

  constructor(entries: readonly MetricEntry[], known: KnownNames, problems: ProblemList) {
    this.names = {
      cluster: new ScopeNames('cluster', known.clusters), listener: new ScopeNames('listener', known.listeners),
      http: new ScopeNames('http', known.httpManagers), tcp: new ScopeNames('tcp', known.tcpProxies),
      rds: new ScopeNames('subscription', known.routeConfigs), sds: new ScopeNames('subscription', known.secrets),
    }
    this.#problems = problems
    for (const scope of new Set(entries.map(entry => entry.scope))) this.#columns.set(scope, makeColumns(entries.filter(entry => entry.scope === scope)))
    this.#server = this.#emptyCells('server')
    this.#single = { cds: this.#emptyCells('subscription'), lds: this.#emptyCells('subscription') }
  }

  /** The record of a name, or undefined when the page has too many of them. */
  find(scope: NamedScope, buffer: Uint8Array, start: number, end: number): NameRecord | undefined {
    return this.#hasRoom(scope, end - start) ? this.names[scope].of(buffer, start, end) : undefined
  }

  findText(scope: NamedScope, name: string): NameRecord | undefined {
    return this.#hasRoom(scope, name.length) ? this.names[scope].ofText(name) : undefined
  }

  #hasRoom(scope: NamedScope, length: number): boolean {
    const { records, size } = this.names[scope]
    if (!this.overfull && (records.length > maxNames || size + length > maxNameBytes)) {
      this.overfull = true
      this.#problems.add(undefined, `too many names in this page: statistics of those after the first ${records.length} are left out`)
    }
    return !this.overfull
  }

  putServer(entry: MetricEntry, value: StatValue, line: number | undefined): void {
    this.#put(this.#server, '', entry, value, line)
  }

  putSingle(type: 'cds' | 'lds', entry: MetricEntry, value: StatValue, line: number | undefined): void {
    this.#put(this.#single[type], type, entry, value, line)
  }

  /** A statistic of a named scope. */
  putNamed(record: NameRecord, entry: MetricEntry, value: StatValue, line: number | undefined): void {
    if (entry.proves) record.proven = true
    this.#put(record.cells ??= this.#emptyCells(entry.scope), record.name, entry, value, line)
  }

  /** A cluster's `update_*`, which belong to its EDS subscription if it has one. */
  putEds(record: NameRecord, entry: MetricEntry, value: StatValue, line: number | undefined): void {
    if (entry.marksEds) record.marksEds = true
    this.#put(record.eds ??= this.#emptyCells('subscription'), record.name, entry, value, line)
  }

  putQuantiles(record: NameRecord, entry: MetricEntry, p50: number | undefined, p99: number | undefined): void {
    const cells = record.cells ??= this.#emptyCells(entry.scope)
    if (entry.p50 !== -1 && p50 !== undefined) cells.put(entry.p50, p50)
    if (entry.p99 !== -1 && p99 !== undefined) cells.put(entry.p99, p99)
  }

  finish(): Scopes {
    const scopes: Scopes = new Map()
    const add = (scope: ScopeKind, name: string, cells: Cells | undefined): void => {
      const columns = this.#columns.get(scope)
      if (columns === undefined || cells === undefined || cells.count === 0) return
      const names = scopes.get(scope) ?? new Map<string, CellMap>()
      scopes.set(scope, names.set(name, new CellMap(columns, cells)))
    }
    for (const scope of ['cluster', 'listener', 'http', 'tcp'] as const) {
      this.#foldSubScopes(this.names[scope])
      for (const { name, cells } of this.names[scope].records) add(scope, name, cells)
    }
    add('subscription', 'cds', this.#single.cds)
    add('subscription', 'lds', this.#single.lds)
    for (const type of ['rds', 'sds'] as const) for (const { name, cells } of this.names[type].records) add('subscription', `${type} ${name}`, cells)
    for (const { name, eds, marksEds } of this.names.cluster.records) if (marksEds) add('subscription', `eds ${name}`, eds)
    add('server', '', this.#server)
    return scopes
  }

  /** A name that only looks like one gives its values to the name whose sub-scope it is. */
  #foldSubScopes(names: ScopeNames): void {
    const columns = this.#columns.get(names.scope)
    if (columns === undefined) return
    // Parents that come into being here are none of a sub-scope's.
    for (const record of [...names.records]) {
      if (record.known || record.proven || record.split === undefined) continue
      const { cells, split } = record
      record.cells = undefined
      record.marksEds = false
      for (const [from, value] of cells?.entries() ?? []) {
        const slot = columns.slots.get(`${split.prefix}.${columns.metrics[from] ?? ''}`)
        if (slot === undefined) continue
        const parent = names.ofText(split.parent).cells ??= this.#emptyCells(names.scope)
        if (parent.get(slot) === undefined) parent.put(slot, value)
      }
    }
  }

  #emptyCells(scope: ScopeKind): Cells {
    return (this.#columns.get(scope)?.blocks ?? new CellBlocks(0)).next()
  }

  #put(cells: Cells, name: string, entry: MetricEntry, value: StatValue, line: number | undefined): void {
    if (entry.tellingCounter && value === 0) this.zeroCounters++
    if (!entry.needed) return
    const before = cells.put(entry.slot, value)
    if (before !== undefined && before !== value) this.#tellTwice(name, entry, before, value, line)
  }

  #tellTwice(name: string, entry: MetricEntry, before: StatValue, value: StatValue, line: number | undefined): void {
    this.#problems.add(line, `${statPlace(name, entry)} stands here again with another value (${String(value)}, before ${String(before)}); the later one is taken`)
  }
}

function makeColumns(entries: readonly MetricEntry[]): Columns {
  const metrics: string[] = []
  for (const { metric, slot, p50, p99 } of entries) {
    metrics[slot] = metric
    if (p50 !== -1) metrics[p50] = `${metric}.p50`
    if (p99 !== -1) metrics[p99] = `${metric}.p99`
  }
  return { metrics, blocks: new CellBlocks(metrics.length), slots: new Map(metrics.map((metric, slot) => [metric, slot])) }
}

function statPlace(name: string, { scope, metric }: MetricEntry): string {
  return name === '' ? metric : `${JSON.stringify(name.slice(0, 200))} (${scope}) ${metric}`
}
