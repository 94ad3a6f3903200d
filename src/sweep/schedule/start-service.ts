import type { Report } from '../../engine/report.ts'
import type { PreparedSweep } from '../prepare-sweep.ts'
import { parseSpan } from '../settings.ts'
import { openDoor } from './door.ts'
import { SweepService } from './serve.ts'
import { planTiming, type TimingFlags } from './timing.ts'

export interface ServiceFlags extends TimingFlags { jitter?: string | undefined, listen?: string | undefined }

/** Makes the service of `--every` and `--cron`, and opens its door; its times are checked before anything is read. @throws UsageError */
export async function startService(sweep: PreparedSweep, flags: ServiceFlags, { signal, onReport, say }: { signal: AbortSignal, onReport: (report: Report) => Promise<void>, say: (text: string) => void }): Promise<{ run: () => Promise<void>, reload: SweepService['reload'] }> {
  const service = new SweepService(sweep, { timing: await planTiming(flags), jitter: (parseSpan('jitter', flags.jitter) ?? 0) * 1000, random: Math.random, now: Date.now, signal, onReport, say })
  const door = flags.listen === undefined ? undefined : await openDoor(flags.listen, () => service.state)
  if (door !== undefined) say(`sweep: /-/healthy and /metrics on port ${door.port}`)
  return {
    run: () => service.run().finally(() => door?.close()),
    reload: prepare => service.reload(prepare),
  }
}
