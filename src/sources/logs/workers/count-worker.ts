import { parentPort, workerData } from 'node:worker_threads'
import type { LogQuery } from '../summary/log-query.ts'
import { countRange, type FileRange } from './count-range.ts'

/** What a thread is told; the query has no `where`. */
export interface WorkerTask { range: FileRange, query: LogQuery, formats: readonly string[] }

/** The program of a thread: counts one part of a file and says what it found. */
const { range, query, formats } = workerData as WorkerTask
parentPort?.postMessage(await countRange(range, query, formats))
