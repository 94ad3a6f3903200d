import { kill } from 'node:process'
import type { StoredRun, SweepStore } from '../../store/store.ts'
import type { Journals } from '../journal/journal.ts'

interface Self { process: number, host: string }

/** Whether a run that has not ended still goes on: its process is there, on this host. Of another host that cannot be known, and a day is waited. */
export function isAlive(run: StoredRun, self: Self): boolean {
  if (run.host !== self.host) return Date.now() - run.started < 86_400_000
  // This process runs one run at a time: one that bears its number was another process, before a restart.
  if (run.process === self.process) return false
  try {
    kill(run.process, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/** Gives up runs that were killed before this one, which has now ended: nobody needs to resume them any more. */
export async function forgetKilled(store: SweepStore, journals: Journals, scope: string, ended: number, self: Self): Promise<void> {
  for (const run of await store.unfinishedRuns(scope)) {
    if (run.id >= ended || isAlive(run, self)) continue
    await store.abandonRun(run.id)
    await journals.remove(run.id)
  }
}
