import { deliverDue } from '../notify/deliver.ts'
import { secretReader } from '../notify/secrets.ts'
import { loadRuleSet } from '../load-rule-set.ts'
import { ClearList } from '../report/clear-list.ts'
import type { ExitPolicy } from '../report/exit-code.ts'
import { planRequests } from '../sources/envoy-admin/requests.ts'
import { openStore, setStoreAside } from '../store/open-store.ts'
import type { SweepStore } from '../store/store.ts'
import { readBaseline } from './config/baseline.ts'
import { fileJournals } from './journal/file-journals.ts'
import { describePlan } from './run/plan.ts'
import { runSweep, type SweepOutcome, type SweepProgress } from './run/run-sweep.ts'
import { loadSweepConfig, parseSpan } from './settings.ts'
import { listTargets, type ListedTargets } from './targets/list-targets.ts'
import { escapeText } from '../report/escape.ts'

/** Flags of the command, as parsed. */
export interface SweepFlagValues {
  store: string
  file?: string | undefined
  resume: boolean
  'new-store': boolean
  keep?: string | undefined
  concurrency: number
  interval: number
  once: boolean
  timeout: number
  'target-timeout': number
  deadline?: string | undefined
  rules?: string[] | undefined
  rule?: string[] | undefined
  'exclude-rule'?: string[] | undefined
  baseline?: string | undefined
  'fail-on': ExitPolicy['failOn']
  'fail-on-new': boolean
  failCoverageBelow: number | undefined
}

export interface SweepSurroundings {
  /** Runs many times: an interrupted run is gone on with where there is one. */
  isService: boolean
  /** Some output has a case for each rule and target. */
  listClear: boolean
  /** Folder of the package. */
  root: string
  version: string
  flags: SweepFlagValues
  environment: Readonly<Record<string, string | undefined>>
  process: number
  host: string
  signal: AbortSignal
  onProgress: (progress: SweepProgress) => void
  /** Prints a line for the operator. */
  say: (text: string) => void
}

/** A sweep whose configuration and rules were read and found good; it may run many times. */
export interface PreparedSweep {
  plan: () => Promise<string[]>
  run: () => Promise<SweepOutcome>
  /** Delivers what waits; for a service between its runs. */
  deliver: () => Promise<void>
  store: () => Promise<SweepStore>
  name: string
  close: () => Promise<void>
}

/** Reads configuration and rules before anything else. @throws UsageError, ConfigurationError, RuleError */
export async function prepareSweep(args: readonly string[], { root, version, flags, environment, signal, onProgress, say, listClear, isService, ...self }: SweepSurroundings): Promise<PreparedSweep> {
  const config = await loadSweepConfig(flags.file)
  const [deadlineSeconds, keepSeconds] = [parseSpan('deadline', flags.deadline), parseSpan('keep', flags.keep)]
  const ruleSet = await loadRuleSet(root, { folders: flags.rules ?? [], only: flags.rule ?? [], except: flags['exclude-rule'] ?? [] })
  let opened: SweepStore | undefined
  const store = async (): Promise<SweepStore> => opened ??= await openOrBegin(flags, say)
  const list = async (): Promise<ListedTargets> => listTargets(config, args)
  const deliver = async (): Promise<void> => {
    const { waiting, failed } = await deliverDue(await store(), config.receivers, { secrets: secretReader(environment), now: Date.now, signal })
    for (const { receiver, why } of waiting) say(`sweep: ${receiver} did not take a message: ${escapeText(why)}; it is tried again`)
    for (const { receiver, why } of failed) say(`sweep: ${receiver} will not take a message: ${escapeText(why)}; it is given up`)
  }
  return {
    name: config.name, store, deliver,
    async plan() {
      const { targets, problems } = await list()
      return [...describePlan(targets, planRequests(ruleSet.needs), { once: flags.once, intervalSeconds: flags.interval, mesh: config.mesh }), ...problems.map(({ source, message }) => `problem: ${source} ${message}`)].map(escapeText)
    },
    async run() {
      const listed = await list()
      const memory = await store()
      const clear = listClear ? new ClearList() : undefined
      const baseline = flags.baseline ?? (flags['fail-on-new'] ? 'last' : undefined)
      const outcome = await runSweep(listed, { store: memory, journals: fileJournals(flags.store), ruleSet, now: Date.now }, {
        scope: config.name, tool: { name: 'meshmedic', version }, configFile: config.file, suppressions: config.suppressions, receivers: config.receivers, mesh: config.mesh,
        baseline: baseline === undefined ? undefined : await readBaseline(baseline, memory, config.name),
        policy: { failOn: flags['fail-on'], onlyNew: flags['fail-on-new'], ...(flags.failCoverageBelow === undefined ? {} : { failCoverageBelow: flags.failCoverageBelow }) },
        concurrency: flags.concurrency, intervalSeconds: flags.interval, once: flags.once, requestSeconds: flags.timeout, targetSeconds: flags['target-timeout'], deadlineSeconds, resume: isService ? 'may' : flags.resume ? 'must' : 'no',
        ...self, signal, onProgress, ...(clear === undefined ? {} : { onClear: clear.add, complete: report => clear.complete(report) }),
      })
      if (!outcome.finished) say(`sweep: run ${outcome.run} was interrupted after ${outcome.done} of ${outcome.total} targets; --resume goes on with it`)
      else {
        if (keepSeconds !== undefined) await memory.forget(Date.now() - keepSeconds * 1000)
        await deliver()
      }
      return outcome
    },
    close: async () => { await opened?.close() },
  }
}

async function openOrBegin(flags: SweepFlagValues, say: (text: string) => void): Promise<SweepStore> {
  if (flags['new-store']) {
    const aside = await setStoreAside(flags.store, new Date().toISOString().replace(/[:.]/g, '-'))
    if (aside !== undefined) say(`sweep: the store of before lies in ${aside}`)
  }
  return openStore(flags.store)
}
