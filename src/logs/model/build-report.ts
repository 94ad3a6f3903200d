import type { CatalogueRule } from '../../catalogue/catalogue.ts'
import type { Knowledge } from '../../explain/meaning.ts'
import type { LogReport } from '../log-report.ts'
import { logReportVersion } from '../log-report.ts'
import { configuredFormat } from '../../sources/logs/lines/line-reader.ts'
import type { LineCounter } from '../query/line-counter.ts'
import type { RowCounter } from '../query/row-counter.ts'
import { listFailures, tellFailure } from './list-failures.ts'
import { listGroups, listLatency } from './list-rows.ts'
import { tellProcess } from './tell-process.ts'

/** What the report says beside the counts. Times in milliseconds since the epoch. */
export interface ReportContext {
  tool: LogReport['tool']
  partial: string | null
  given: LogReport['given']
  where: string | undefined
  since: number | undefined
  until: number | undefined
  /** Milliseconds of a window that moves on with the newest line, instead of `since`. */
  moving?: number | undefined
  by: readonly (readonly string[])[] | undefined
  interval: number | undefined
  /** Most rows of each list. */
  top: number
  knowledge: Knowledge
  rules: readonly CatalogueRule[]
  problems: LogReport['problems']
}

/** Slices of a series whose width nobody asked for. */
const mostSlices = 60

/** Makes the report of what was counted so far; counting may go on after it. */
export function buildReport(counter: LineCounter, context: ReportContext): LogReport {
  const { by, top } = context
  const { rows } = counter
  const { totals } = rows
  const { failures, more } = listFailures(rows, top)
  return {
    schemaVersion: logReportVersion, tool: context.tool, partial: context.partial,
    inputs: counter.inputs.map(input => ({
      source: input.source, lines: input.lines, access: input.access, process: input.process.reduce((sum, part) => sum + part.lines, 0), unread: input.unread,
      formats: input.formats, from: toIso(input.from), to: toIso(input.to),
    })),
    given: context.given, where: context.where ?? null, since: toIso(context.moving === undefined ? context.since : totals.to - context.moving), until: toIso(context.until),
    span: totals.to < totals.from ? null
      : { from: new Date(totals.from).toISOString(), to: new Date(totals.to).toISOString(), seconds: (totals.to - totals.from) / 1000 },
    requests: totals.requests, errors: totals.errors, healthChecks: totals.healthChecks, leftOut: totals.leftOut,
    undated: totals.undated, backwards: totals.backwards,
    failures: failures.map(failure => tellFailure(failure, context.knowledge, context.rules)), moreFailures: more,
    groups: by === undefined ? [] : rows.groupings.map(grouping => listGroups(grouping, top)),
    latency: by === undefined ? listLatency(rows.groupings, top) : { authority: [], upstream: [], moreAuthorities: 0, moreUpstreams: 0 },
    series: tellSeries(rows),
    unread: counter.unread, folded: rows.folded,
    process: tellProcess(counter.inputs.flatMap(input => input.process), context.knowledge),
    problems: [...context.problems, ...tellCautions(counter, rows, context.given)],
  }
}

function tellSeries(counter: RowCounter): LogReport['series'] {
  const { width, slices } = counter.slices.list(mostSlices)
  if (slices.length === 0) return null
  return {
    seconds: width / 1000,
    slices: slices.map(({ at, requests, errors, durations }) => ({
      at: new Date(at).toISOString(), requests, errors, p50: orNull(durations?.quantile(0.5)), p99: orNull(durations?.quantile(0.99)),
    })),
  }
}

/** What a reader must know before believing the counts. */
function tellCautions(counter: LineCounter, rows: RowCounter, given: LogReport['given']): LogReport['problems'] {
  const lacking = [...rows.filter?.lacking ?? []].map(([field, lines]) => ({
    source: '--where', line: null, message: `${lines} lines are in a format without ${field}; there it is taken as absent`,
  }))
  const cut = counter.inputs.filter(input => input.cut > 0).map(input => ({ source: input.source, line: input.lines, message: 'the last line is cut off by the end of the input and was not counted' }))
  const formats = counter.inputs.flatMap(input => Object.keys(input.formats))
  const access = counter.inputs.reduce((sum, input) => sum + input.access, 0) + counter.unread.damaged
  const unfit = given.length === 0 || formats.includes(configuredFormat) || access === 0 ? []
    : [{ source: given.map(({ source }) => source).join(', '), line: null, message: `the format given fits none of ${access} access-log lines${formats.length === 0 ? '' : `; they were read as ${[...new Set(formats)].join(', ')}`}` }]
  return [...lacking, ...unfit, ...cut]
}

const orNull = (value: number | undefined): number | null => value === undefined || Number.isNaN(value) ? null : value
const toIso = (time: number | undefined): string | null => time === undefined || !Number.isFinite(time) ? null : new Date(time).toISOString()
