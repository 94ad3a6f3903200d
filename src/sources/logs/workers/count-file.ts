import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { LogCount } from '../summary/log-count.ts'
import type { LogQuery } from '../summary/log-query.ts'
import { countRange, type FileRange, type RangeCount, type Unread } from './count-range.ts'
import type { WorkerTask } from './count-worker.ts'
import { cutFile } from './cut-file.ts'

export interface CountFileOptions {
  /** Access-log formats to try first. */
  formats?: readonly string[]
  /** Threads at most, this one among them. */
  threads?: number
  /** The built count-worker; found beside the program where not given. Without it everything is read in this thread. */
  worker?: URL
}

/** What a file gave, `count` for its groups; lines that were not counted as in RangeCount. */
export interface CountedFile extends Omit<RangeCount, 'state'> { count: LogCount }

/**
 * Answers a query over a file, in several threads where it is long. Parts are joined in their order, so that the answer is the same for
 * any number of threads, as long as no breakdown has more than `mostGroups`. A query with `where` is answered in this thread: functions
 * cannot be sent to another.
 * @throws Error of node:fs where the file cannot be read
 */
export async function countFile(path: string, query: LogQuery, options: CountFileOptions = {}): Promise<CountedFile> {
  const { formats = [], threads = 1, worker = findWorker() } = options
  const parts = cutFile(path, query.where === undefined && worker !== undefined ? threads : 1, formats)
  const others = parts.slice(1).map(range => countElsewhere(worker, { range, query, formats }))
  const [first] = parts
  // Both are waited for, so that no thread outlives an error of this one.
  const counts = await Promise.allSettled([...first === undefined ? [] : [countRange(first, query, formats)], ...others])
  const joined = { count: new LogCount(query), lines: 0, damaged: { count: 0, first: 0 }, other: { count: 0, first: 0 }, tooLong: { count: 0, first: 0 } }
  for (const settled of counts) {
    if (settled.status === 'rejected') throw settled.reason instanceof Error ? settled.reason : new Error(String(settled.reason))
    const { value } = settled
    joined.count.merge(value.state)
    for (const kind of ['damaged', 'other', 'tooLong'] as const) addUnread(joined[kind], value[kind], joined.lines)
    joined.lines += value.lines
  }
  return joined
}

function countElsewhere(worker: URL | undefined, task: WorkerTask): Promise<RangeCount> {
  if (worker === undefined) return countRange(task.range, task.query, task.formats)
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: task })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', code => reject(new Error(`the thread that reads ${describe(task.range)} ended with code ${code}`)))
  })
}

const describe = ({ path, from, to }: FileRange): string => `${path} from byte ${from} to ${to}`

function addUnread(into: Unread, { count, first }: Unread, linesBefore: number): void {
  if (into.count === 0 && count > 0) into.first = linesBefore + first
  into.count += count
}

/** Built files lie in folders as their sources do; this one may have become part of another, nearer to the root. */
function findWorker(): URL | undefined {
  return ['.', '..', '../..', '../../..'].map(up => new URL(`${up}/sources/logs/workers/count-worker.js`, import.meta.url)).find(url => existsSync(url))
}
