import { endpointOf } from '../../engine/fold/number-findings.ts'
import type { Report } from '../../engine/report.ts'
import type { StoredFinding, TargetState } from '../../store/store.ts'
import { doubtedRule, type Doubts } from './doubts.ts'
import type { Fate } from './decide-changes.ts'

export interface FateInput {
  report: Report
  doubts: readonly Doubts[]
  /** Findings that were watched for doubts; of others nothing is known. */
  watched: ReadonlySet<string>
  /** Ids of the rules that ran. */
  rules: ReadonlySet<string>
  /** Targets of this run, with the id they had when they last answered. */
  targets: readonly TargetState[]
}

/**
 * Tells what became of a finding that was not seen. It is resolved only where its endpoint's targets were all read and its rule could be
 * checked; gone where none of them is listed any more; else uncertain.
 */
export function fateTeller({ report, doubts, watched, rules, targets }: FateInput): (finding: StoredFinding) => Fate {
  const doubted = { fingerprints: new Set(doubts.flatMap(one => one.fingerprints)), rules: new Set(doubts.flatMap(one => one.rules)) }
  const reached = new Set(report.targets.filter(target => target.kind === 'envoy' || target.kind === 'mesh').map(target => endpointOf(target.id)))
  const unreached = targets.filter(target => !target.reached)
  const missing = new Set(unreached.filter(target => target.id !== '').map(target => endpointOf(target.id)))
  const isSomebodyUnknown = unreached.some(target => target.id === '')
  return ({ fingerprint, rule, endpoint }) => {
    if (!rules.has(rule) || !watched.has(fingerprint)) return 'not looked for'
    if (missing.has(endpoint)) return 'uncertain'
    if (!reached.has(endpoint)) return isSomebodyUnknown ? 'uncertain' : 'gone'
    return doubted.fingerprints.has(fingerprint) || doubted.rules.has(doubtedRule(rule, endpoint)) ? 'uncertain' : 'resolved'
  }
}
