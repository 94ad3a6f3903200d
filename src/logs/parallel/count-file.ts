import { Worker } from 'node:worker_threads'
import { cutFile } from './cut-file.ts'
import { findWorker } from './find-worker.ts'
import type { LineCounter, PartState } from '../query/line-counter.ts'
import type { CountRequest } from '../query/row-counter.ts'
import { countRange, type FileRange } from './count-range.ts'
import type { PartTask } from './part-worker.ts'

export interface CountFileOptions {
  formats: readonly string[]
  /** Threads at most, this one among them. */
  threads: number
  signal: AbortSignal
  /** The built program of a thread; found beside the program where not given. Without it everything is read in this thread. */
  worker?: URL | undefined
}

/**
 * Counts a plain file, in several threads where it is long. Parts are joined in their order, so that the report is the same for any number of
 * threads, as long as no part has more groups than are told apart.
 * @throws Error of node:fs where the file cannot be read
 */
export async function countFile(path: string, source: string, counter: LineCounter, request: CountRequest, options: CountFileOptions): Promise<void> {
  const { formats, threads, signal, worker = findWorker('part-worker') } = options
  const [first, ...rest] = cutFile(path, worker === undefined ? 1 : threads, formats)
  const input = counter.openInput(source)
  if (first === undefined) return
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const tell = (): void => { Atomics.store(stop, 0, 1) }
  signal.addEventListener('abort', tell, { once: true })
  const { where, ...plain } = request
  const others = rest.map(range => countElsewhere(worker, { range, source, request: plain, where: where?.source, formats, stop }))
  // All are waited for, so that no thread outlives an error of another.
  const settled = await Promise.allSettled([countRange(first, input, () => signal.aborted), ...others])
  signal.removeEventListener('abort', tell)
  for (const part of settled) {
    if (part.status === 'rejected') throw part.reason instanceof Error ? part.reason : new Error(String(part.reason))
    if (part.value !== undefined) counter.mergePart(part.value, !signal.aborted)
  }
}

/** Of a thread's heap: it leaves next to no garbage, and what is not limited grows. */
const youngMebibytes = 3

function countElsewhere(worker: URL | undefined, task: PartTask): Promise<PartState> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker ?? '', { workerData: task, resourceLimits: { maxYoungGenerationSizeMb: youngMebibytes } })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', code => reject(new Error(`the thread that reads ${describe(task.range)} ended with code ${code}`)))
  })
}

const describe = ({ path, from, to }: FileRange): string => `${path} from byte ${from} to ${to}`
