import type { StoredRun } from '../../store/store.ts'
import { alignRows, showMoment } from './table.ts'

/** Runs, the newest first, a line each. */
export function printHistory(runs: readonly StoredRun[]): string {
  return alignRows(['run', 'sweep', 'started', 'took', 'targets', 'critical', 'error', 'warning', 'opened', 'worse', 'resolved', 'checked', 'exit'], runs.map(run => [
    run.id, run.scope, showMoment(run.started), run.ended === undefined ? run.state : `${Math.round((run.ended - run.started) / 1000)} s`,
    run.state === 'done' ? `${run.reached}/${run.targets}` : `?/${run.targets}`, ...run.state === 'done' ? [run.critical, run.error, run.warning, run.opened, run.worsened, run.resolved, share(run), run.exit] : [],
  ]))
}

/** The share of judgements that could be made. */
function share({ clear, unchecked, critical, error, warning }: StoredRun): string {
  const checked = clear + critical + error + warning
  return checked + unchecked === 0 ? '' : `${Math.floor(100 * checked / (checked + unchecked))}% of ${checked + unchecked}`
}
