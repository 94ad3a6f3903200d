import { setTimeout as wait } from 'node:timers/promises'

/** One target while it is sampled. `again` is undefined where it has no second sample. */
export interface Sampling {
  /** Reads everything once. */
  first: () => Promise<void>
  /** When the second sample is due, by `performance.now()`; undefined: there is none. Asked after `first`. */
  dueAt: () => number | undefined
  second: () => Promise<void>
  /** Called last, in every case. */
  finish: () => Promise<void>
}

export interface FleetOptions {
  /** Targets that are worked on at a time; those that wait for their second sample are not. */
  concurrency: number
  /** Stops the work: what has not begun is not begun, what waits is finished with one sample. */
  signal: AbortSignal
}

/**
 * Takes two samples of every target. Second samples come first when they are due, new targets fill the time between: the wait is paid
 * once over the whole fleet, and each target is finished as early as it can be.
 */
export async function sampleFleet<T>(targets: Iterable<T>, begin: (target: T) => Promise<Sampling>, { concurrency, signal }: FleetOptions): Promise<void> {
  const rest = targets[Symbol.iterator]()
  const waiting: { sampling: Sampling, due: number }[] = []
  let isDrained = false
  let inFlight = 0

  const takeDue = (): Sampling | undefined => {
    // In the order they were first sampled, which is the order in which they are due.
    const [next] = waiting
    return next !== undefined && (signal.aborted || next.due <= performance.now()) ? waiting.shift()?.sampling : undefined
  }
  const takeNew = (): T | undefined => {
    if (isDrained || signal.aborted) return undefined
    const next = rest.next()
    if (next.done !== true) return next.value
    isDrained = true
    return undefined
  }

  async function startOne(target: T): Promise<void> {
    const sampling = await begin(target)
    await sampling.first()
    const due = sampling.dueAt()
    if (due === undefined) return sampling.finish()
    const at = waiting.findIndex(other => other.due > due)
    waiting.splice(at < 0 ? waiting.length : at, 0, { sampling, due })
  }

  async function worker(): Promise<void> {
    for (;;) {
      const due = takeDue()
      const target = due === undefined ? takeNew() : undefined
      if (due === undefined && target === undefined) {
        // Others may still put a target among those that wait.
        if (waiting.length === 0 && inFlight === 0) return
        const left = waiting[0] === undefined ? 50 : waiting[0].due - performance.now()
        // Without the signal: an aborted wait ends at once, and would leave no turn to those that still work.
        await wait(Math.max(1, Math.min(left, 50)))
        continue
      }
      inFlight++
      try {
        if (due !== undefined) {
          if (!signal.aborted) await due.second()
          await due.finish()
        } else if (target !== undefined) await startOne(target)
      } finally {
        inFlight--
      }
    }
  }

  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker))
}
