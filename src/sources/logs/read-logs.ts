import type { LogSummary } from '../../evidence/log-summary.ts'
import type { ProcessLogPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Answer } from '../../snapshot/snapshot.ts'
import { LogReader, type ReadLog } from './log-reader.ts'

export interface ReadLogs { access: LogSummary | undefined, process: ProcessLogPart | undefined }

export interface ReadLogsOptions {
  /** How much of an access log's end counts as now: the time between two samples where it is known, so that counters and log speak of
   * the same traffic. */
  nowSeconds: number
  /** Access-log formats that the proxy's configuration names. */
  formats: readonly string[]
}

/**
 * Reads every log of a proxy. Files that follow each other in time (rotated ones) become one log; of files that cover the same time, which
 * may be copies, the newest counts, and that is said.
 */
export async function readLogs(answers: readonly Answer[], options: ReadLogsOptions, problems: Problem[]): Promise<ReadLogs> {
  const read: (ReadLog & { source: string })[] = []
  for (const { source, open } of answers.filter(answer => answer.kind === 'access_log' || answer.kind === 'process_log')) {
    const reader = new LogReader({ source, ...options, problems })
    for await (const chunk of open()) reader.write(chunk)
    read.push({ source, ...reader.end() })
  }
  return { access: joinAccess(read, problems), process: joinProcess(read.flatMap(({ process }) => process ?? []), problems) }
}

function joinAccess(read: readonly (ReadLog & { source: string })[], problems: Problem[]): LogSummary | undefined {
  const logs = read.flatMap(({ access, tally }) => access === undefined ? [] : [{ ...access, tally }]).sort((a, b) => a.to - b.to || a.from - b.from)
  const newest = logs.at(-1)
  if (newest === undefined) return undefined
  const { kept, left } = keepApart(logs)
  for (const log of left) problems.push({ source: log.source, message: `covers the same time as ${newest.source}: one of them is judged, the newest` })
  const [first, ...later] = kept
  for (const log of later) first?.tally.merge(log.tally)
  return first?.tally.summarise(kept.map(log => log.source).join(', '), kept.reduce((sum, log) => sum + log.unparsed, 0))
}

/** From the newest backwards, those that end before the next one begins; in order of time. */
function keepApart<T extends { from: number, to: number }>(logs: readonly T[]): { kept: T[], left: T[] } {
  const kept: T[] = []
  const left: T[] = []
  for (const log of [...logs].reverse()) {
    const next = kept[0]
    if (next === undefined || log.to <= next.from) kept.unshift(log)
    else left.push(log)
  }
  return { kept, left }
}

function joinProcess(parts: readonly ProcessLogPart[], problems: Problem[]): ProcessLogPart | undefined {
  const dated = parts.map(part => ({ ...part, from: part.from ?? 0, to: part.to ?? 0, part })).sort((a, b) => a.to - b.to)
  const { kept, left } = keepApart(dated)
  const newest = kept.at(-1)
  if (newest === undefined) return undefined
  for (const log of left) problems.push({ source: log.source, message: `covers the same time as ${newest.source}: one of them is judged, the newest` })
  const earlier = kept.slice(0, -1)
  if (earlier.length === 0) return newest.part
  const others: Record<string, number> = {}
  for (const log of kept) for (const [level, count] of Object.entries(log.others)) others[level] = (others[level] ?? 0) + count
  return {
    source: kept.map(log => log.source).join(', '),
    from: kept.find(log => log.from > 0)?.from, to: newest.part.to, lines: kept.reduce((sum, log) => sum + log.lines, 0),
    streamCloses: [...earlier.flatMap(log => log.streamCloses.map(close => ({ ...close, recent: false }))), ...newest.streamCloses],
    rejections: kept.flatMap(log => log.rejections),
    tlsErrors: [...earlier.flatMap(log => log.tlsErrors.map(error => ({ ...error, recent: false }))), ...newest.tlsErrors],
    others, notices: kept.flatMap(log => log.notices),
  }
}
