import type { ScopeKind, StatValue } from '../../../evidence/stats.ts'
import type { KnownNames } from './known-names.ts'
import type { MetricEntry } from './metric-index.ts'
import type { ProblemList } from './problem-list.ts'
import { ScopeNames, type NameRecord } from './scope-names.ts'

/** Names of one page may take this much; a page with more is read without what comes after. */
const maxNameBytes = 64 << 20

export type NamedScope = 'cluster' | 'listener' | 'http' | 'tcp' | 'rds' | 'sds'

export type Scopes = Map<ScopeKind, Map<string, Map<string, StatValue>>>

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
  readonly #server = new Map<string, StatValue>()
  readonly #single = { cds: new Map<string, StatValue>(), lds: new Map<string, StatValue>() }
  readonly #neededByScope = new Map<ScopeKind, Set<string>>()
  readonly #problems: ProblemList

  constructor(entries: readonly MetricEntry[], known: KnownNames, problems: ProblemList) {
    this.names = {
      cluster: new ScopeNames('cluster', known.clusters), listener: new ScopeNames('listener', known.listeners),
      http: new ScopeNames('http', known.httpManagers), tcp: new ScopeNames('tcp', known.tcpProxies),
      rds: new ScopeNames('subscription', known.routeConfigs), sds: new ScopeNames('subscription', known.secrets),
    }
    this.#problems = problems
    for (const { scope, metric, needed } of entries) {
      if (needed) this.#neededByScope.set(scope, (this.#neededByScope.get(scope) ?? new Set()).add(metric))
    }
  }

  /** The record of a name, or undefined when the page has too many of them. */
  find(scope: NamedScope, buffer: Uint8Array, start: number, end: number): NameRecord | undefined {
    if (this.overfull) return undefined
    const names = this.names[scope]
    if (names.size + end - start > maxNameBytes) {
      this.overfull = true
      this.#problems.add(undefined, `names of this page take more than ${maxNameBytes} bytes: statistics of later names are left out`)
      return undefined
    }
    return names.of(buffer, start, end)
  }

  putServer(entry: MetricEntry, value: StatValue, line: number | undefined): void {
    this.#tell(entry, value)
    if (entry.needed) this.#put(this.#server, entry.metric, value, entry.metric, line)
  }

  putSingle(type: 'cds' | 'lds', entry: MetricEntry, value: StatValue, line: number | undefined): void {
    this.#tell(entry, value)
    if (entry.needed) this.#put(this.#single[type], entry.metric, value, `${type} ${entry.metric}`, line)
  }

  /** A statistic of a named scope. */
  putNamed(record: NameRecord, entry: MetricEntry, value: StatValue, line: number | undefined): void {
    this.#tell(entry, value)
    if (entry.proves) record.proven = true
    if (entry.needed) this.#put(record.values ??= new Map<string, StatValue>(), entry.metric, value, `${record.name}: ${entry.metric}`, line)
  }

  /** A cluster's `update_*`, which belong to its EDS subscription if it has one. */
  putEds(record: NameRecord, entry: MetricEntry, value: StatValue, line: number | undefined): void {
    this.#tell(entry, value)
    if (entry.marksEds) record.marksEds = true
    if (entry.needed) this.#put(record.eds ??= new Map<string, StatValue>(), entry.metric, value, `${record.name}: ${entry.metric}`, line)
  }

  putQuantiles(record: NameRecord, entry: MetricEntry, p50: number | undefined, p99: number | undefined): void {
    const values = record.values ??= new Map<string, StatValue>()
    if (entry.p50 && p50 !== undefined) values.set(`${entry.metric}.p50`, p50)
    if (entry.p99 && p99 !== undefined) values.set(`${entry.metric}.p99`, p99)
  }

  finish(): Scopes {
    const scopes: Scopes = new Map()
    const add = (scope: ScopeKind, name: string, values: Map<string, StatValue> | undefined): void => {
      if (values === undefined || values.size === 0) return
      const names = scopes.get(scope) ?? new Map<string, Map<string, StatValue>>()
      scopes.set(scope, names.set(name, values))
    }
    for (const scope of ['cluster', 'listener', 'http', 'tcp'] as const) {
      this.#foldSubScopes(this.names[scope])
      for (const { name, values } of this.names[scope].records) add(scope, name, values)
    }
    add('subscription', 'cds', this.#single.cds)
    add('subscription', 'lds', this.#single.lds)
    for (const type of ['rds', 'sds'] as const) for (const { name, values } of this.names[type].records) add('subscription', `${type} ${name}`, values)
    for (const { name, eds, marksEds } of this.names.cluster.records) if (marksEds) add('subscription', `eds ${name}`, eds)
    add('server', '', this.#server)
    return scopes
  }

  /** A name that only looks like one gives its values to the name whose sub-scope it is. */
  #foldSubScopes(names: ScopeNames): void {
    const needed = this.#neededByScope.get(names.scope)
    for (const record of names.records) {
      if (record.known || record.proven || record.split === undefined) continue
      const { values, split } = record
      record.values = undefined
      record.marksEds = false
      for (const [metric, value] of values ?? []) {
        const whole = `${split.prefix}.${metric}`
        if (needed?.has(whole) !== true) continue
        const parent = names.ofText(split.parent)
        parent.values ??= new Map()
        if (!parent.values.has(whole)) parent.values.set(whole, value)
      }
    }
  }

  #tell(entry: MetricEntry, value: StatValue): void {
    if (entry.tellingCounter && value === 0) this.zeroCounters++
  }

  #put(values: Map<string, StatValue>, metric: string, value: StatValue, what: string, line: number | undefined): void {
    const { size } = values
    const before = values.get(metric)
    values.set(metric, value)
    if (values.size === size && before !== value) {
      this.#problems.add(line, `${what.slice(0, 200)} stands here again with another value (${String(value)}, before ${String(before)}); the later one is taken`)
    }
  }
}
