import { UsageError } from '../../errors.ts'
import { parseSpan } from '../settings.ts'

/** When runs begin. */
export interface Timing {
  /** Milliseconds since the epoch of the first run; `undefined` where the pattern never comes again. */
  first: (now: number) => number | undefined
  /** The next run after one that was planned for `planned` and ended at `now`. */
  next: (planned: number, now: number) => number | undefined
}

export interface TimingFlags {
  every?: string | undefined
  cron?: string | undefined
  /** IANA name; the machine's own without it. */
  'time-zone'?: string | undefined
  /** `skip`: a run that should have begun while another one ran is left out; `run`: it begins at once, several as one. */
  missed: 'skip' | 'run'
}

/**
 * `--every 5m` begins at once and keeps its beat; `--cron` follows the clock on the wall, over changes to summer time as croner has it: what
 * falls into the hour that is left out comes after it, what falls into the one that comes twice comes once.
 * @throws UsageError
 */
export async function planTiming({ every, cron, missed, 'time-zone': timeZone }: TimingFlags): Promise<Timing> {
  if (every !== undefined) {
    const period = (parseSpan('every', every) ?? 0) * 1000
    if (period < 1000) throw new UsageError({ what: `--every ${JSON.stringify(every)} is too short.`, why: 'A run takes longer than that.', tryThis: 'Write --every 5m.' })
    return {
      first: now => now,
      next(planned, now) {
        // A clock that was set back must not stop the service, one that was set forward must not make up for years.
        if (planned > now + period) return now + period
        if (planned + period > now) return planned + period
        return missed === 'run' ? now : planned + Math.ceil((now - planned) / period) * period
      },
    }
  }
  const { Cron } = await import('croner')
  try {
    const job = new Cron(cron ?? '', { paused: true, ...(timeZone === undefined ? {} : { timezone: timeZone }) })
    const after = (at: number): number | undefined => job.nextRun(new Date(at))?.getTime()
    if (after(Date.now()) === undefined) throw new Error('it never comes')
    return {
      first: after,
      next(planned, now) {
        const due = after(planned)
        return missed === 'run' && due !== undefined && due <= now && planned <= now ? now : after(now)
      },
    }
  } catch (error) {
    throw new UsageError({
      what: `--cron ${JSON.stringify(cron)} is no schedule.`, why: error instanceof Error ? error.message : String(error),
      tryThis: "Write five fields, minute hour day month weekday: --cron '*/5 * * * *'; --time-zone Europe/Berlin.",
    }, { cause: error })
  }
}
