import type { CatalogueRule } from '../../catalogue/catalogue.ts'
import type { Knowledge } from '../../explain/meaning.ts'
import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import type { LogFailure, LogReport } from '../log-report.ts'
import type { Group } from '../query/grouping.ts'
import { failureColumns, type RowCounter } from '../query/row-counter.ts'
import { explainFailure } from './explain-failure.ts'
import { tellLatency } from './list-rows.ts'

type Column = (typeof failureColumns)[number]
type Values = Readonly<Record<Column, string>>

/** Failures with equal values; of the fields given up, how many different values there are. */
export interface FailureGroup { values: Values, distinct: LogFailure['distinct'], requests: number, durations: DurationSketch, samples: LogFailure['samples'] }

/** A group before it is joined with others; equal keys stand for equal values of the columns that are kept. */
interface Part { group: Group, values: Values }
interface Joined { key: string, requests: number, parts: Part[] }

/** What is given up, step by step, while the list would be a long tail of small groups. */
const steps: readonly (readonly Column[])[] = [[], ['upstream'], ['method', 'path'], ['authority', 'cluster'], ['details', 'failure']]

/**
 * The `top` most frequent failures, and what there is beyond them. Groups are as fine as they can be with `top` of them telling of half the
 * failures: in a log where every request has another path, the paths are given up and only their number is told.
 */
export function listFailures(counter: RowCounter, top: number): { failures: FailureGroup[], more: LogReport['moreFailures'] } {
  const parts = counter.failures?.list().map(group => ({ group, values: valuesOf(group) })) ?? []
  let joined: Joined[] = []
  const givenUp = new Set<Column>()
  for (const step of steps) {
    for (const column of step) givenUp.add(column)
    joined = joinParts(parts, failureColumns.filter(column => !givenUp.has(column)))
    if (sumRequests(joined.slice(0, top)) * 2 >= counter.totals.errors) break
  }
  return {
    failures: joined.slice(0, top).map(one => toFailure(one, givenUp)),
    more: { groups: Math.max(0, joined.length - top), requests: sumRequests(joined.slice(top)) },
  }
}

const sumRequests = (joined: readonly Joined[]): number => joined.reduce((sum, { requests }) => sum + requests, 0)

/** Most frequent first, equally frequent ones in the order of their values. */
function joinParts(parts: readonly Part[], kept: readonly Column[]): Joined[] {
  const joined = new Map<string, Joined>()
  for (const part of parts) {
    const key = JSON.stringify(kept.map(column => part.values[column]))
    const into = joined.get(key) ?? { key, requests: 0, parts: [] }
    into.requests += part.group.errors
    into.parts.push(part)
    joined.set(key, into)
  }
  return [...joined.values()].sort((a, b) => b.requests - a.requests || (a.key < b.key ? -1 : 1))
}

function toFailure({ requests, parts }: Joined, givenUp: ReadonlySet<Column>): FailureGroup {
  const durations = new DurationSketch()
  for (const { group } of parts) if (group.durations !== undefined) durations.merge(group.durations)
  // A field with one value only is known as well as before.
  const spread = Array.from(givenUp, column => [column, new Set(parts.map(({ values }) => values[column])).size] as const).filter(([, different]) => different > 1)
  const [first] = parts
  return {
    values: { ...first?.values, ...Object.fromEntries(spread.map(([column]) => [column, ''])) } as Values,
    distinct: Object.fromEntries(spread), requests, durations, samples: first?.group.samples ?? [],
  }
}

/** Names that meshes give to routes nobody named. */
const unnamed = new Set(['', 'default', 'allow_any', 'block_all'])

/** A route with a name stands for its paths. */
function valuesOf(group: Group): Values {
  const values = Object.fromEntries(failureColumns.map((column, i) => [column, group.values[i] ?? ''])) as Record<Column, string>
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
