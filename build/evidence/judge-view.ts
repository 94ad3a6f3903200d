import { diagnose, type RuleSet } from '../../src/diagnose.ts'
import type { Report, Severity } from '../../src/engine/report.ts'
import type { Snapshot } from '../../src/snapshot/snapshot.ts'

/** What a rule says of a subject, with the folder of the proxy: ids and names may be unknown where evidence is missing. */
export interface Said { rule: string, source: string, subject: string, severity: Severity, message: string }

export interface Judged {
  report: Report
  /** Findings of warning or above. */
  sick: readonly Said[]
  /** `rule source subject` of every clear judgement. */
  clear: ReadonlySet<string>
}

export const keyOf = ({ rule, source, subject }: Pick<Said, 'rule' | 'source' | 'subject'>): string => `${rule} ${source} ${subject}`

/** Judges evidence by all rules and keeps what is clear, which a report only counts. */
export async function judgeView(snapshot: Snapshot, ruleSet: RuleSet): Promise<Judged> {
  const clear: { rule: string, target: string, subject: string }[] = []
  const report = await diagnose(snapshot, ruleSet, {
    tool: { name: 'meshmedic', version: 'test' }, at: undefined, onClear: (rule, target, subject) => clear.push({ rule, target, subject }),
  })
  const sources = new Map(report.targets.map(target => [target.id, target.source]))
  const sourceOf = (target: string): string => sources.get(target) ?? target
  return {
    report,
    sick: report.findings.filter(finding => finding.severity !== 'info')
      .map(({ rule, target, subject, severity, message }) => ({ rule, source: sourceOf(target), subject, severity, message })),
    clear: new Set(clear.map(({ rule, target, subject }) => keyOf({ rule, source: sourceOf(target), subject }))),
  }
}
