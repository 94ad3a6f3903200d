import { setMaxListeners } from 'node:events'
import { UsageError } from '../../errors.ts'
import { Diagnosis, type RuleSet } from '../../diagnose.ts'
import type { Report } from '../../engine/report.ts'
import { openSaved } from '../../snapshot/saved/open-saved.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import { planRequests } from '../../sources/envoy-admin/requests.ts'
import { sniffKind } from '../../sources/sniff.ts'
import type { Change, StoredRun, SweepStore } from '../../store/store.ts'
import type { Problem } from '../../evidence/problem.ts'
import { DoubtFinder } from '../judge/doubts.ts'
import type { Journals } from '../journal/journal.ts'
import type { ListedTargets } from '../targets/list-targets.ts'
import { finishSweep, type FinishOptions } from './finish-sweep.ts'
import { hashPlan } from './plan.ts'
import { beginReading, unreadable, type ReadOptions } from './read-target.ts'
import { sampleFleet } from './sample-fleet.ts'
import { decodeTarget, encodeTarget, judgeTarget, type TargetResult } from './target-result.ts'
import { forgetKilled, isAlive } from './unfinished.ts'

export interface SweepOptions extends FinishOptions, Omit<ReadOptions, 'plan'> {
  /** Name of the sweep in the store. */
  scope: string
  mesh: readonly string[]
  concurrency: number
  /** Seconds for the whole run; targets that are not read by then count as not reached. */
  deadlineSeconds: number | undefined
  /** `may`: go on with an interrupted run where there is one of the same plan. */
  resume: 'must' | 'may' | 'no'
  /** Who runs it: process id and host. */
  process: number
  host: string
  onProgress: (progress: SweepProgress) => void
}

/** How far a run is. */
export interface SweepProgress { run: number, done: number, failed: number, findings: number, total: number, target: string }

export interface SweepParts { store: SweepStore, journals: Journals, ruleSet: RuleSet, now: () => number }

export type SweepOutcome = { finished: true, run: StoredRun, report: Report, changes: readonly Change[] } | { finished: false, run: number, done: number, total: number }

/**
 * One run on one page: targets are sampled, each is judged as soon as its evidence is there and what it gave is kept; then the fleet is
 * judged together, what changed is decided and written in one transaction, and the journal is removed.
 * @throws UsageError, StoreError
 */
export async function runSweep({ targets, problems }: ListedTargets, { store, journals, ruleSet, now }: SweepParts, options: SweepOptions): Promise<SweepOutcome> {
  if (targets.length === 0) throw noTargets(problems)
  const plan = hashPlan(targets, ruleSet, options.tool.version, options)
  const begun = options.resume === 'no' ? undefined : await findRun(store, journals, plan, options)
  const run = begun?.id ?? await store.beginRun({ scope: options.scope, plan, started: now(), tool: options.tool.version, process: options.process, host: options.host, targets: targets.length })
  const { journal, records } = await journals.open(run)
  const resources = await openMesh(options.mesh)
  try {
    const diagnosis = await Diagnosis.begin(resources?.proxies.flatMap(proxy => proxy.answers) ?? [], ruleSet, { tool: options.tool, at: undefined, ...options.onClear === undefined ? {} : { onClear: options.onClear } })
    const watched = (await store.openFindings(options.scope)).filter(finding => finding.changedIn < run)
    const finder = new DoubtFinder(watched)
    const results = new Map<string, TargetResult>()
    const progress: SweepProgress = { run, done: 0, failed: 0, findings: 0, total: targets.length, target: '' }
    const count = (result: TargetResult): void => {
      results.set(result.name, result)
      progress.done++
      progress.target = result.name
      if (result.judged.every(one => one.digest.evidence.proxy === undefined)) progress.failed++
      for (const { tally } of result.judged) progress.findings += tally.findings.filter(({ verdict }) => verdict.finding.severity !== 'info').length
      options.onProgress({ ...progress })
    }
    for (const record of records) count(decodeTarget(record, diagnosis))
    const stop = stopAfter(options.deadlineSeconds, options.signal)
    const left = targets.filter(target => !results.has(target.name))
    await sampleFleet(left, target => beginReading(target, { ...options, plan: planRequests(ruleSet.needs), signal: stop.signal }, async (_, snapshot) => {
      // What was cut short by an interruption is read again by whoever resumes.
      if (options.signal.aborted) return
      const result = await judgeTarget(target, snapshot, diagnosis, finder)
      await journal.append(encodeTarget(result))
      count(result)
    }), { concurrency: options.concurrency, signal: stop.signal }).finally(stop.clear)
    if (options.signal.aborted) return { finished: false, run, done: results.size, total: targets.length }
    for (const target of left.filter(one => !results.has(one.name))) {
      count(await judgeTarget(target, unreadable(target, 'not read: the time for the whole sweep was used up', 'timeout'), diagnosis, finder))
    }
    const outcome = await finishSweep({ run, targets, results, problems: [...problems, ...resources?.problems ?? []], watched, diagnosis, store, ruleSet, now }, options)
    await journals.remove(run)
    await forgetKilled(store, journals, options.scope, run, options)
    return outcome
  } finally {
    await journal.close()
    await resources?.close()
  }
}

async function findRun(store: SweepStore, journals: Journals, plan: string, options: SweepOptions): Promise<StoredRun | undefined> {
  const { scope, process, host } = options
  const candidates = (await store.unfinishedRuns(scope)).filter(run => !isAlive(run, { process, host }))
  const found = candidates.find(run => run.plan === plan)
  if (found !== undefined && await journals.exists(found.id)) return found
  if (options.resume === 'may') return undefined
  const [other] = candidates
  throw new UsageError({
    what: 'There is no run to resume.',
    why: other === undefined ? 'No run was interrupted, or the process that runs it is still there.' : `Run ${other.id} was interrupted, but it had other targets, rules or samples, or nothing of it is left.`,
    tryThis: other === undefined ? 'Run it without --resume.' : 'Give the arguments of that run, or run it anew without --resume.',
  })
}

async function openMesh(paths: readonly string[]): Promise<Snapshot | undefined> {
  return paths.length === 0 ? undefined : openSaved(paths, noStdin, sniffKind)
}

/** A signal of its own for the deadline: an interruption stops too, but means something else. */
function stopAfter(seconds: number | undefined, interruption: AbortSignal): { signal: AbortSignal, clear: () => void } {
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  // Every request in flight, and every worker that waits, listens to it.
  setMaxListeners(0, stop.signal)
  // AbortSignal.any of such a signal may be collected before it fires, on Node 20.
  interruption.addEventListener('abort', abort, { once: true })
  if (interruption.aborted) abort()
  const timer = seconds === undefined ? undefined : setTimeout(abort, seconds * 1000)
  return {
    signal: stop.signal,
    clear() {
      clearTimeout(timer)
      interruption.removeEventListener('abort', abort)
    },
  }
}

function noTargets(problems: readonly Problem[]): UsageError {
  const [first, ...more] = problems
  return new UsageError({
    what: 'There is nothing to sweep.',
    why: first === undefined ? 'No target was given.' : `${first.source}: ${first.message}${more.length === 0 ? '' : ` (and ${more.length} more)`}.`,
    tryThis: 'Give addresses, `kubectl get pods -A -o json > pods.json`, a file_sd file, a folder of bundles, or -f sweep.yaml.',
  })
}

async function* noStdin(): AsyncIterable<Uint8Array> {
  await Promise.resolve()
  yield* []
}
