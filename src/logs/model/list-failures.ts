import type { CatalogueRule } from '../../catalogue/catalogue.ts'
import type { Knowledge } from '../../explain/meaning.ts'
import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import type { LogFailure } from '../log-report.ts'
import type { Group } from '../query/grouped-counts.ts'
import { failureColumns, type RowCounter } from '../query/row-counter.ts'
import { explainFailure } from './explain-failure.ts'
import { tellLatency } from './list-rows.ts'

type Column = (typeof failureColumns)[number]
type Values = Readonly<Record<Column, string>>

/** Failures with equal values; of the fields given up, how many different values there are. */
export interface FailureGroup { values: Values, distinct: LogFailure['distinct'], requests: number, durations: DurationSketch, samples: LogFailure['samples'] }

/** What is given up, step by step, while the list would be a long tail of small groups. */
const steps: readonly (readonly Column[])[] = [[], ['upstream'], ['method', 'path'], ['authority', 'cluster'], ['details', 'failure']]

/**
 * Failed requests in groups, most frequent first. Groups are as fine as they can be with `top` of them telling of half the failures: in a
 * log where every request has another path, the paths are given up and only their number is told.
 */
export function listFailures(counter: RowCounter, top: number): FailureGroup[] {
  const groups = counter.groups.map(group => ({ group, values: valuesOf(group, counter) }))
  let failures: FailureGroup[] = []
  const givenUp = new Set<Column>()
  for (const step of steps) {
    for (const column of step) givenUp.add(column)
    failures = joinFailures(groups, givenUp)
    if (failures.slice(0, top).reduce((sum, failure) => sum + failure.requests, 0) * 2 >= counter.totals.errors) break
  }
  return failures
}

function joinFailures(groups: readonly { group: Group, values: Values }[], givenUp: ReadonlySet<Column>): FailureGroup[] {
  const joined = new Map<string, Omit<FailureGroup, 'distinct'> & { seen: Map<Column, Set<string>> }>()
  for (const { group, values } of groups) {
    const kept = failureColumns.map(column => givenUp.has(column) ? '' : values[column])
    const key = JSON.stringify(kept)
    const into = joined.get(key) ?? { values, seen: new Map(Array.from(givenUp, column => [column, new Set<string>()])), requests: 0, durations: new DurationSketch(), samples: group.samples }
    for (const [column, seen] of into.seen) seen.add(values[column])
    into.requests += group.errors
    into.durations.merge(group.durations)
    joined.set(key, into)
  }
  return [...joined].sort(([a, x], [b, y]) => y.requests - x.requests || (a < b ? -1 : 1)).map(([, { seen, values, ...failure }]) => {
    // A field with one value only is known as well as before.
    const spread = [...seen].filter(([, texts]) => texts.size > 1)
    return { ...failure, values: { ...values, ...Object.fromEntries(spread.map(([column]) => [column, ''])) }, distinct: Object.fromEntries(spread.map(([column, texts]) => [column, texts.size])) }
  })
}

/** Names that meshes give to routes nobody named. */
const unnamed = new Set(['', 'default', 'allow_any', 'block_all'])

/** A route with a name stands for its paths. */
function valuesOf(group: Group, counter: RowCounter): Values {
  const values = Object.fromEntries(failureColumns.map(column => [column, counter.text(counter.columns.indexOf(column), group)])) as Record<Column, string>
  if (!unnamed.has(values.route)) values.path = values.route
  values.route = ''
  return values
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
