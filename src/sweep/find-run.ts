import { UsageError } from '../errors.ts'
import type { StoredRun, SweepStore } from '../store/store.ts'

/** A finished run by its number, or `last`, or `last~1` for the one before. @throws UsageError */
export async function findRun(store: SweepStore, text: string, scope: string | undefined): Promise<StoredRun> {
  const back = /^last(?:~(\d{1,6}))?$/.exec(text)
  const run = back === null
    ? /^\d{1,15}$/.test(text) ? await store.readRun(Number(text)) : undefined
    : (await store.listRuns(scope, 100_000)).filter(one => one.state === 'done')[Number(back[1] ?? 0)]
  if (run?.state === 'done') return run
  throw new UsageError({
    what: `There is no finished run ${JSON.stringify(text)}.`, why: run === undefined ? 'The store does not hold it.' : `Run ${run.id} ${run.state === 'running' ? 'has not ended' : 'was interrupted and given up'}.`,
    tryThis: '`meshmedic sweep history` lists the runs; `last` is the newest, `last~1` the one before.',
  })
}
