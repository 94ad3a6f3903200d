import { workerData } from 'node:worker_threads'
import { openFile } from '../../snapshot/saved/found-file.ts'
import { readDecoded } from '../../snapshot/saved/read-decoded.ts'
import { SlotWriter, type SharedSlots } from './slots.ts'

/** What the thread is told: a compressed file of so many bytes, and where its content goes. */
export interface InflateTask { path: string, size: number, slots: SharedSlots }

/** The program of a thread that decompresses a file for another. */
const { path, size, slots } = workerData as InflateTask
const writer = new SlotWriter(slots)
let failure: string | undefined
for await (const chunk of readDecoded(openFile(path, size), ({ message }) => { failure = message })) writer.write(chunk)
writer.end(failure)
