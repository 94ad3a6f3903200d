import { endpointOf, fingerprint } from '../../engine/fold/number-findings.ts'
import type { Judgement } from '../../engine/evaluate/verdict.ts'
import type { StoredFinding } from '../../store/store.ts'

/**
 * Which of the findings that were open before could not be checked now. A finding that is not seen is resolved only where nothing
 * here speaks against it: a rule that had no traffic to judge by proves nothing.
 */
export interface Doubts {
  /** Fingerprints of subjects that were unchecked. */
  fingerprints: string[]
  /** `rule endpoint` where a rule could not be checked at all. */
  rules: string[]
}

/** Finds doubts about a set of open findings among judgements. */
export class DoubtFinder {
  readonly #open: ReadonlySet<string>
  readonly #rules: ReadonlySet<string>

  constructor(findings: readonly StoredFinding[]) {
    this.#open = new Set(findings.map(finding => finding.fingerprint))
    this.#rules = new Set(findings.map(finding => finding.rule))
  }

  find(judgements: readonly Judgement[]): Doubts {
    const doubts = { fingerprints: new Set<string>(), rules: new Set<string>() }
    for (const { rule, target, subject, verdict } of judgements) {
      if (verdict.kind !== 'unchecked' || !this.#rules.has(rule)) continue
      if (subject === '') doubts.rules.add(doubtedRule(rule, target))
      const mine = fingerprint(rule, target, subject)
      if (this.#open.has(mine)) doubts.fingerprints.add(mine)
    }
    return { fingerprints: [...doubts.fingerprints], rules: [...doubts.rules] }
  }
}

export function doubtedRule(rule: string, target: string): string {
  return `${rule} ${endpointOf(target)}`
}
