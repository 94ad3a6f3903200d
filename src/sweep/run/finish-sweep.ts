import type { Diagnosis, RuleSet } from '../../diagnose.ts'
import type { Report } from '../../engine/report.ts'
import type { OnClear } from '../../engine/judge.ts'
import type { Problem } from '../../evidence/problem.ts'
import { exitCode, type ExitPolicy } from '../../report/exit-code.ts'
import type { StoredFinding, SweepStore, TargetState, RunNumbers, SeenFinding } from '../../store/store.ts'
import { tellChanges } from '../../notify/tell-changes.ts'
import type { ReceiverConfig } from '../../notify/receiver.ts'
import { applySuppressions } from '../config/apply-suppressions.ts'
import { markBaseline } from '../config/baseline.ts'
import type { Suppression } from '../config/suppressions.ts'
import { decideChanges } from '../judge/decide-changes.ts'
import { DoubtFinder, type Doubts } from '../judge/doubts.ts'
import { fateTeller } from '../judge/fate.ts'
import { seeFindings } from '../judge/see-findings.ts'
import type { SweepTarget } from '../targets/target.ts'
import type { SweepOutcome } from './run-sweep.ts'
import type { TargetResult } from './target-result.ts'

export interface FinishOptions {
  tool: Report['tool']
  scope: string
  configFile: string
  suppressions: readonly Suppression[]
  receivers: readonly ReceiverConfig[]
  /** Fingerprints that are known; undefined without a baseline. */
  baseline: ReadonlySet<string> | undefined
  policy: ExitPolicy
  onClear?: OnClear
  /** Adds to the report what only a format asks for. */
  complete?: (report: Report) => Report
}

interface Finishing {
  run: number
  targets: readonly SweepTarget[]
  results: ReadonlyMap<string, TargetResult>
  problems: readonly Problem[]
  watched: readonly StoredFinding[]
  diagnosis: Diagnosis
  store: SweepStore
  ruleSet: RuleSet
  now: () => number
}

/** Judges the fleet together, decides what changed, and ends the run in the store. */
export async function finishSweep({ run, targets, results, problems, watched, diagnosis, store, ruleSet, now }: Finishing, options: FinishOptions): Promise<SweepOutcome> {
  // In the order of the list, whatever came first: the same answers give the same report.
  const inOrder = targets.flatMap(target => results.get(target.name) ?? [])
  const doubts: Doubts[] = inOrder.flatMap(result => result.doubts)
  const finder = new DoubtFinder(watched)
  const judged = diagnosis.conclude(inOrder.flatMap(result => result.judged), [...problems, ...inOrder.flatMap(result => result.problems)], [], judgements => doubts.push(finder.find(judgements)))
  const ended = now()
  const marked = markBaseline(applySuppressions(judged, options.suppressions, options.configFile, ended), options.baseline)
  const report = options.complete?.(marked) ?? marked
  const seen = seeFindings(report)
  const numbers = countNumbers(report, seen, targets.length, inOrder, exitCode(report, options.policy))
  const finished = await store.finishRun(run, context => {
    const known = new Map(context.targets.map(target => [target.name, target.id]))
    const states = describeStates(targets, results, known)
    const fateOf = fateTeller({ report, doubts, watched: new Set(watched.map(finding => finding.fingerprint)), rules: new Set(ruleSet.rules.map(rule => rule.id)), targets: states })
    const changes = decideChanges(context.findings, seen, fateOf)
    const muted = new Set(report.findings.filter(finding => finding.suppressed !== undefined).map(finding => finding.fingerprint))
    return { ended, numbers, changes, targets: states, ...tellChanges({ ...context, sweep: options.scope, ended, seen, changes, muted, report }, options.receivers) }
  })
  const stored = await store.readRun(finished.run)
  if (stored === undefined) throw new Error(`run ${finished.run} is not in the store after it ended`)
  return { finished: true, run: stored, report, changes: finished.changes }
}

function countNumbers(report: Report, seen: readonly SeenFinding[], targets: number, results: readonly TargetResult[], exit: number): RunNumbers {
  const of = (severity: SeenFinding['severity']): number => seen.filter(finding => finding.severity === severity).length
  return {
    targets, reached: results.filter(isReached).length, critical: of('critical'), error: of('error'), warning: of('warning'),
    clear: report.coverage.clear, unchecked: report.coverage.unchecked, exit,
  }
}

function isReached({ judged }: TargetResult): boolean {
  return judged.some(one => one.digest.evidence.proxy !== undefined)
}

/** @param known the id that each target had when it last answered */
function describeStates(targets: readonly SweepTarget[], results: ReadonlyMap<string, TargetResult>, known: ReadonlyMap<string, string>): TargetState[] {
  return targets.map(({ name, expected }) => {
    const result = results.get(name)
    const reached = result !== undefined && isReached(result)
    const ids = reached ? result.judged.filter(one => one.digest.evidence.proxy !== undefined).map(one => one.digest.evidence.target.id) : []
    const listed = expected === undefined ? '' : `mesh/${expected.mesh}/${expected.kind}/${expected.name}`
    const reason = result?.judged.map(one => one.digest.evidence.target.unreachable).find(why => why !== undefined) ?? result?.problems[0]?.message ?? 'not read'
    return { name, id: reached ? ids[0] ?? '' : [known.get(name), listed].find(id => id !== undefined && id !== '') ?? '', reached, reason: reached ? '' : reason.slice(0, 300) }
  })
}
