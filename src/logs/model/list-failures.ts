import type { CatalogueRule } from '../../catalogue/catalogue.ts'
import type { Knowledge } from '../../explain/meaning.ts'
import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import { GroupTable } from '../../sources/logs/summary/group-table.ts'
import type { LogFailure, LogReport } from '../log-report.ts'
import type { Grouping } from '../query/grouping.ts'
import { failureColumns, type RowCounter } from '../query/row-counter.ts'
import { explainFailure } from './explain-failure.ts'
import { tellLatency } from './list-rows.ts'

type Column = (typeof failureColumns)[number]
type Values = Readonly<Record<Column, string>>

/** Failures with equal values; of the fields given up, how many different values there are. */
export interface FailureGroup { values: Values, distinct: LogFailure['distinct'], requests: number, durations: DurationSketch, samples: LogFailure['samples'] }

/** Groups that are equal in what is kept; `group`: its number among them, `first` the first of the groups that it joins. */
interface Joined { group: number, first: number, requests: number }

/** What is given up, step by step, while the list would be a long tail of small groups. */
const steps: readonly (readonly Column[])[] = [[], ['upstream'], ['method', 'path'], ['authority', 'cluster'], ['details', 'failure']]

/**
 * The `top` most frequent failures, and what there is beyond them. Groups are as fine as they can be with `top` of them telling of half the
 * failures: in a log where every request has another path, the paths are given up and only their number is told.
 */
export function listFailures({ failures, totals }: RowCounter, top: number): { failures: FailureGroup[], more: LogReport['moreFailures'] } {
  if (failures === undefined) return { failures: [], more: { groups: 0, requests: 0 } }
  const parts = new FailureParts(failures)
  const givenUp = new Set<Column>()
  for (const [i, step] of steps.entries()) {
    for (const column of step) givenUp.add(column)
    const { joined, groupOf } = parts.join(givenUp)
    const shown = pickTop(joined, top, one => parts.keyOf(one.first, givenUp))
    const requests = shown.reduce((sum, one) => sum + one.requests, 0)
    if (requests * 2 < totals.errors && i < steps.length - 1) continue
    return {
      failures: shown.map(one => parts.tell(one, groupOf, givenUp)),
      more: { groups: joined.length - shown.length, requests: joined.reduce((sum, one) => sum + one.requests, 0) - requests },
    }
  }
  throw new RangeError('there is a last step')
}

/** Most frequent first, equally frequent ones in the order of their keys, which are made only of those that may be shown. */
function pickTop(joined: readonly Joined[], top: number, keyOf: (one: Joined) => string): Joined[] {
  const least = joined.map(one => one.requests).sort((a, b) => b - a)[Math.min(top, joined.length) - 1] ?? 0
  return joined.filter(one => one.requests >= least).map(one => ({ one, key: keyOf(one) }))
    .sort((a, b) => b.one.requests - a.one.requests || (a.key < b.key ? -1 : 1)).slice(0, top).map(({ one }) => one)
}

/** Names that meshes give to routes nobody named. */
const unnamed = new Set(['', 'default', 'allow_any', 'block_all'])
const places = Object.fromEntries(failureColumns.map((column, i) => [column, i])) as Record<Column, number>

/** The groups of failures by the numbers of their values, which are many. A route with a name stands for its paths. */
class FailureParts {
  readonly #grouping: Grouping
  readonly #named = new Map<number, boolean>()

  constructor(grouping: Grouping) {
    this.#grouping = grouping
  }

  /** Joins groups that are equal but for what is given up. `groupOf`: the joined group of each. */
  join(givenUp: ReadonlySet<Column>): { joined: Joined[], groupOf: Int32Array } {
    const kept = failureColumns.filter(column => column !== 'route' && !givenUp.has(column))
    const table = new GroupTable(kept.length)
    const row = new Int32Array(kept.length)
    const joined: Joined[] = []
    const groupOf = new Int32Array(this.#grouping.size)
    for (let id = 0; id < groupOf.length; id++) {
      kept.forEach((column, i) => { row[i] = this.#valueOf(id, column) })
      const group = groupOf[id] = table.find(row)
      const into = joined[group] ??= { group, first: id, requests: 0 }
      into.requests += this.#grouping.errorsOf(id)
    }
    return { joined, groupOf }
  }

  /** What puts equally frequent ones into an order. */
  keyOf(id: number, givenUp: ReadonlySet<Column>): string {
    const values = this.#valuesOf(id)
    return JSON.stringify(failureColumns.filter(column => !givenUp.has(column)).map(column => values[column]))
  }

  tell({ group, first, requests }: Joined, groupOf: Int32Array, givenUp: ReadonlySet<Column>): FailureGroup {
    const members = [...groupOf.keys()].filter(id => groupOf[id] === group)
    const durations = new DurationSketch()
    for (const id of members) {
      const { durations: own } = this.#grouping.group(id)
      if (own !== undefined) durations.merge(own)
    }
    // A field with one value only is known as well as before.
    const spread = Array.from(givenUp, column => [column, new Set(members.map(id => this.#valueOf(id, column))).size] as const).filter(([, different]) => different > 1)
    return {
      values: { ...this.#valuesOf(first), ...Object.fromEntries(spread.map(([column]) => [column, ''])) },
      distinct: Object.fromEntries(spread), requests, durations, samples: this.#grouping.group(first).samples,
    }
  }

  /** A number that stands for the value; below all others where a route stands for the path. */
  #valueOf(id: number, column: Column): number {
    const row = this.#grouping.row(id)
    const route = row[places.route] ?? 0
    return column === 'path' && this.#isNamed(route) ? -10 - route : row[places[column]] ?? 0
  }

  #isNamed(route: number): boolean {
    const known = this.#named.get(route) ?? !unnamed.has(this.#grouping.textOf(places.route, route))
    this.#named.set(route, known)
    return known
  }

  #valuesOf(id: number): Values {
    const { values: texts } = this.#grouping.group(id)
    const values = Object.fromEntries(failureColumns.map((column, i) => [column, texts[i] ?? ''])) as Record<Column, string>
    if (!unnamed.has(values.route)) values.path = values.route
    values.route = ''
    return values
  }
}

/** A group for the report, with what it means. */
export function tellFailure({ values, distinct, requests, durations, samples }: FailureGroup, knowledge: Knowledge, rules: readonly CatalogueRule[]): LogFailure {
  const { code, flags, authority, method, path, upstream, cluster, details, failure, grpc } = values
  const grpcStatus = grpc === '' ? null : Number(grpc)
  return {
    requests, code: code === '' ? null : Number(code), flags, authority, method, path, upstream, cluster, details, failure, grpcStatus, distinct,
    ...explainFailure({
      code: code === '' ? -1 : Number(code), flags, details: orUndefined(details), failure: orUndefined(failure), grpcStatus: grpcStatus ?? undefined,
      upstream: upstream === '' && distinct.upstream !== undefined ? 'several' : upstream,
    }, knowledge, rules),
    ...tellLatency(durations), samples,
  }
}

const orUndefined = (text: string): string | undefined => text === '' ? undefined : text
