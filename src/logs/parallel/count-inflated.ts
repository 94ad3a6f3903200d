import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { OpenInput } from '../query/line-counter.ts'
import type { InflateTask } from './inflate-worker.ts'
import { makeSlots, SlotReader } from './slots.ts'

/** Bytes after which signals and timers of this thread have their turn. */
const turnBytes = 8 << 20

/** Compressed bytes from which another thread gains more than its start takes. */
export const longCompressed = 4 << 20

/**
 * Counts a compressed file while another thread decompresses it.
 * @returns why its content ends early; undefined where it was read to its end, or the signal ended it
 * @throws Error where the thread fails
 */
export async function countInflated({ path, size }: Omit<InflateTask, 'slots'>, input: OpenInput, worker: URL, signal: AbortSignal): Promise<string | undefined> {
  const slots = makeSlots()
  const reader = new SlotReader(slots)
  const thread = new Worker(worker, { workerData: { path, size, slots } satisfies InflateTask })
  const errors: Error[] = []
  const stop = (): void => reader.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  thread.once('error', error => {
    errors.push(error)
    stop()
  })
  try {
    let sinceTurn = 0
    while (await reader.hasMore()) {
      input.readFrom(into => {
        const length = reader.read(into)
        sinceTurn += length
        return length
      })
      if (sinceTurn < turnBytes) continue
      sinceTurn = 0
      await setImmediate()
    }
  } finally {
    signal.removeEventListener('abort', stop)
    input.endFile()
    await thread.terminate()
  }
  const [error] = errors
  if (error !== undefined) throw error
  return reader.failure
}
