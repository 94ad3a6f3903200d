import type { LogSummary } from '../../evidence/log-summary.ts'
import type { ProcessLogPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Answer } from '../../snapshot/snapshot.ts'
import { LogReader } from './plain/log-reader.ts'

export interface ReadLogs { access: LogSummary | undefined, process: ProcessLogPart | undefined }

/**
 * Reads every log of a proxy; of several files of one kind the newest counts, and the others are said.
 * @param nowSeconds how much of an access log's end counts as now: the time between two samples where it is known, so that counters and
 * log speak of the same traffic
 */
export async function readLogs(answers: readonly Answer[], nowSeconds: number, problems: Problem[]): Promise<ReadLogs> {
  let access: LogSummary | undefined
  let process: ProcessLogPart | undefined
  for (const { source, open } of answers.filter(answer => answer.kind === 'access_log' || answer.kind === 'process_log')) {
    const reader = new LogReader({ source, nowSeconds, problems })
    for await (const chunk of open()) reader.write(chunk)
    const read = reader.end()
    if (access !== undefined && read.access !== undefined) problems.push({ source, message: 'one access log of a proxy is judged, the newest' })
    if (read.access !== undefined && read.access.to >= (access?.to ?? 0)) access = read.access
    if (read.process !== undefined && (read.process.to ?? 0) >= (process?.to ?? 0)) process = read.process
  }
  return { access, process }
}
