import { parentPort, workerData } from 'node:worker_threads'
import { LineCounter } from '../query/line-counter.ts'
import type { CountRequest } from '../query/row-counter.ts'
import { countRange, type FileRange } from './count-range.ts'

/** What a thread is told. A condition goes as its text, since functions cannot be sent; `stop` holds 1 when it is to end early. */
export interface PartTask { range: FileRange, source: string, request: Omit<CountRequest, 'where'>, where: string | undefined, formats: readonly string[], stop: Int32Array }

/** The program of a thread: counts one part of a file and says what it found. */
const { range, source, request, where, formats, stop } = workerData as PartTask
const compiled = where === undefined ? undefined : (await import('../query/compile-where.ts')).compileWhere(where)
const counter = new LineCounter({ ...request, where: compiled }, formats)
await countRange(range, counter.openInput(source), () => Atomics.load(stop, 0) === 1)
parentPort?.postMessage(counter.state())
