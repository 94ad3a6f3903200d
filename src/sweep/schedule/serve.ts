import { setTimeout as wait } from 'node:timers/promises'
import { MeshmedicError } from '../../errors.ts'
import type { Report } from '../../engine/report.ts'
import type { PreparedSweep } from '../prepare-sweep.ts'
import type { Timing } from './timing.ts'

/** What the door tells of the service. Times are milliseconds since the epoch. */
export interface ServiceState {
  startedAt: number
  runs: number
  failedRuns: number
  lastRun: { ended: number, seconds: number, exit: number } | undefined
  /** Whether the last run that began ended with a report. */
  lastOk: boolean
  nextAt: number | undefined
  isRunning: boolean
  /** The last report. */
  report: Report | undefined
  messages: { waiting: number, failed: number }
  reloads: { ok: number, failed: number }
}

export interface ServeOptions {
  timing: Timing
  /** Milliseconds by which each run is put off by chance, at the most, so that many services do not read at once. */
  jitter: number
  random: () => number
  now: () => number
  /** Ends the service: what runs is stopped, and kept for the next start. */
  signal: AbortSignal
  /** Called after each run. */
  onReport: (report: Report) => Promise<void>
  say: (text: string) => void
}

/** Between attempts to deliver, and the longest sleep, after which the clock is looked at again. Milliseconds. */
const tick = 10_000

/** Runs a sweep on a schedule until it is told to stop. Runs never overlap; one that fails is told and does not end the service. */
export class SweepService {
  readonly state: ServiceState
  readonly #options: ServeOptions
  #sweep: PreparedSweep
  #replacement: PreparedSweep | undefined

  constructor(sweep: PreparedSweep, options: ServeOptions) {
    this.#sweep = sweep
    this.#options = options
    this.state = { startedAt: options.now(), runs: 0, failedRuns: 0, lastRun: undefined, lastOk: true, nextAt: undefined, isRunning: false, report: undefined, messages: { waiting: 0, failed: 0 }, reloads: { ok: 0, failed: 0 } }
  }

  /** Takes another configuration from the next run on; one that is wrong is told, and the old one stays. */
  async reload(prepare: () => Promise<PreparedSweep>): Promise<void> {
    try {
      const fresh = await prepare()
      await this.#replacement?.close()
      this.#replacement = fresh
      this.state.reloads.ok++
      this.#options.say('sweep: configuration reloaded; it counts from the next run on')
    } catch (error) {
      this.state.reloads.failed++
      this.#options.say(`sweep: the configuration was not reloaded, the old one stays: ${describe(error)}`)
    }
  }

  async run(): Promise<void> {
    const { timing, now, say } = this.#options
    let planned = timing.first(now())
    while (planned !== undefined && !this.#isStopped()) {
      this.state.nextAt = planned + this.#options.jitter * this.#options.random()
      await this.#waitUntil(this.state.nextAt)
      if (this.#isStopped()) break
      await this.#runOnce()
      planned = timing.next(planned, now())
    }
    if (planned === undefined) say('sweep: the schedule does not come again')
    await this.#replacement?.close()
    await this.#sweep.close()
  }

  async #runOnce(): Promise<void> {
    const { now, signal, onReport, say } = this.#options
    await this.#takeReplacement()
    const started = now()
    this.state.isRunning = true
    this.state.nextAt = undefined
    try {
      const outcome = await this.#sweep.run()
      if (!outcome.finished) return
      this.state.runs++
      this.state.lastOk = true
      this.state.report = outcome.report
      this.state.lastRun = { ended: now(), seconds: Math.max(0, now() - started) / 1000, exit: outcome.run.exit }
      this.state.messages = await (await this.#sweep.store()).countMessages()
      await onReport(outcome.report)
    } catch (error) {
      if (signal.aborted) return
      this.state.failedRuns++
      this.state.lastOk = false
      say(`sweep: a run failed, the next one is not put off: ${describe(error)}`)
    } finally {
      this.state.isRunning = false
    }
  }

  #isStopped(): boolean {
    return this.#options.signal.aborted
  }

  async #takeReplacement(): Promise<void> {
    if (this.#replacement === undefined) return
    await this.#sweep.close()
    this.#sweep = this.#replacement
    this.#replacement = undefined
  }

  /** Sleeps in short steps: a clock that is set, or a machine that was asleep, is noticed. Messages that wait are delivered meanwhile. */
  async #waitUntil(at: number): Promise<void> {
    const { now, signal } = this.#options
    let deliveredAt = performance.now()
    for (let left = at - now(); left > 0 && !this.#isStopped(); left = at - now()) {
      await wait(Math.min(left, tick), undefined, { signal }).catch(() => undefined)
      if (this.#isStopped() || performance.now() - deliveredAt < tick) continue
      deliveredAt = performance.now()
      await this.#sweep.deliver().catch((error: unknown) => this.#options.say(`sweep: messages were not delivered: ${describe(error)}`))
    }
  }
}

function describe(error: unknown): string {
  if (error instanceof MeshmedicError) return `${error.message} ${error.why} ${error.tryThis}`
  return error instanceof Error ? error.stack ?? error.message : String(error)
}
