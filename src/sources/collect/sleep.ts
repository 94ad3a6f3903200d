import { setTimeout as wait } from 'node:timers/promises'

/** Waits; an abort ends the wait early and is no error. */
export async function sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true || seconds <= 0) return
  await wait(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
}
