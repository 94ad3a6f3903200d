import type { Coverage, Lead, Report, UncheckedGroup } from './report.ts'
import type { Judgement, Verdict } from './evaluate/verdict.ts'

type Draft = Extract<Verdict, { kind: 'finding' }>
type Group = Omit<UncheckedGroup, 'targets'> & { targets: string[] }

/** A judgement that is a finding. */
export type FoundJudgement = Judgement & { verdict: Draft }

/**
 * Judgements as a report needs them: findings and leads whole, the others counted. Plain data without functions, so that what was said
 * of one proxy can be written down and taken up later.
 */
export interface Tally {
  findings: FoundJudgement[]
  leads: Lead[]
  unchecked: Group[]
  notApplicable: { rule: string, reason: string }[]
  /** Judgements: rule × subject. */
  counts: { clear: number, unchecked: number, notApplicable: number }
}

/**
 * Sums judgements up, in the order in which they come.
 * @param clear how many more are clear, of which nothing is kept
 */
export function tallyJudgements(judgements: Iterable<Judgement>, clear: number): Tally {
  const sum = new TallySum()
  sum.addJudgements(judgements, clear)
  return sum.tally
}

/** Adds up what was said of several proxies. */
export class TallySum {
  readonly tally: Tally = { findings: [], leads: [], unchecked: [], notApplicable: [], counts: { clear: 0, unchecked: 0, notApplicable: 0 } }
  // By rule, then by reason: a key of both would have to be made for each of many thousands of judgements.
  readonly #unchecked = new Map<string, Map<string, { group: Group, targets: Set<string> }[]>>()
  readonly #notApplicable = new Map<string, Set<string>>()

  addJudgements(judgements: Iterable<Judgement>, clear: number): void {
    const { findings, leads, counts } = this.tally
    counts.clear += clear
    for (const judgement of judgements) {
      const { rule, target, subject, verdict } = judgement
      if (verdict.kind === 'finding') findings.push({ ...judgement, verdict })
      else if (verdict.kind === 'not-applicable') {
        counts.notApplicable++
        this.#addNotApplicable(rule, verdict.reason)
      } else {
        if (verdict.lead !== undefined) leads.push({ rule, target, subject, message: verdict.lead })
        if (verdict.kind === 'clear') counts.clear++
        else {
          counts.unchecked++
          this.#addUnchecked(rule, verdict.lack, verdict.reason, [target], 1)
        }
      }
    }
  }

  addTally({ findings, leads, unchecked, notApplicable, counts }: Tally): void {
    for (const finding of findings) this.tally.findings.push(finding)
    for (const lead of leads) this.tally.leads.push(lead)
    for (const { rule, lack, reason, targets, count } of unchecked) this.#addUnchecked(rule, lack, reason, targets, count)
    for (const { rule, reason } of notApplicable) this.#addNotApplicable(rule, reason)
    this.tally.counts.clear += counts.clear
    this.tally.counts.unchecked += counts.unchecked
    this.tally.counts.notApplicable += counts.notApplicable
  }

  #addUnchecked(rule: string, lack: string, reason: string, targets: readonly string[], count: number): void {
    let ofRule = this.#unchecked.get(rule)
    if (ofRule === undefined) this.#unchecked.set(rule, ofRule = new Map<string, { group: Group, targets: Set<string> }[]>())
    let ofReason = ofRule.get(reason)
    if (ofReason === undefined) ofRule.set(reason, ofReason = [])
    let mine = ofReason.find(({ group }) => group.lack === lack)
    if (mine === undefined) {
      mine = { group: { rule, lack, reason, targets: [], count: 0 }, targets: new Set() }
      ofReason.push(mine)
      this.tally.unchecked.push(mine.group)
    }
    for (const target of targets) {
      if (mine.targets.has(target)) continue
      mine.targets.add(target)
      mine.group.targets.push(target)
    }
    mine.group.count += count
  }

  #addNotApplicable(rule: string, reason: string): void {
    let reasons = this.#notApplicable.get(rule)
    if (reasons === undefined) this.#notApplicable.set(rule, reasons = new Set())
    if (reasons.has(reason)) return
    reasons.add(reason)
    this.tally.notApplicable.push({ rule, reason })
  }
}

/** The share of judgements that could be made; what is not applicable stands outside it. */
export function measureCoverage({ findings, counts: { clear, unchecked, notApplicable } }: Tally): Coverage {
  const relevant = clear + findings.length + unchecked
  return {
    clear, findings: findings.length, unchecked, notApplicable,
    ratio: relevant === 0 ? 0 : Math.round((clear + findings.length) / relevant * 1000) / 1000,
  } satisfies Report['coverage']
}
