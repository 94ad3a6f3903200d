import { createHash } from 'node:crypto'
import { severities, type Finding } from '../report.ts'
import type { FindingDraft, Judgement } from '../evaluate/verdict.ts'
import type { Rule } from '../rules/rule.ts'
import type { SubjectKind } from '../../evidence/subjects.ts'

/** A finding with what folding needs to know of it. */
export interface Numbered { finding: Finding, each: SubjectKind, draft: FindingDraft }

/** Turns drafts into findings in a stable order: most severe first, then by target, rule and subject. */
export function numberFindings(judgements: readonly Judgement[], rules: ReadonlyMap<string, Rule>): Numbered[] {
  const drafts = judgements.flatMap(judgement => judgement.verdict.kind === 'finding' ? [{ judgement, draft: judgement.verdict.finding }] : [])
  const rank = (draft: FindingDraft): number => severities.indexOf(draft.severity)
  const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0
  drafts.sort((a, b) => rank(a.draft) - rank(b.draft)
    || compare(a.judgement.rule, b.judgement.rule) || compare(a.judgement.target, b.judgement.target) || compare(a.judgement.subject, b.judgement.subject))
  return drafts.map(({ judgement, draft }, i) => {
    const rule = rules.get(judgement.rule)
    if (rule === undefined) throw new Error(`no rule ${judgement.rule}`)
    const { severity, confidence, message, why, fix, verify, evidence } = draft
    return {
      each: rule.each, draft,
      finding: {
        id: `F${i + 1}`, rule: rule.id, severity, target: judgement.target, subject: judgement.subject, label: judgement.label,
        title: rule.source.title, message, why, fix, verify, confidence, evidence,
        fingerprint: fingerprint(rule.id, judgement.target, judgement.subject),
        docs: `docs/rules/${rule.id}.md`,
      },
    }
  })
}

/** A target's mesh endpoint, without the instance (`@pod`), so that churn makes nothing new; any other target is itself. */
export function endpointOf(target: string): string {
  return target.startsWith('mesh/') ? target.split('@')[0] ?? target : target
}

/** Rule, mesh endpoint and subject, the latter in Envoy's own words, not redacted. */
export function fingerprint(rule: string, target: string, subject: string): string {
  return createHash('sha256').update([rule, endpointOf(target), subject].join('\n')).digest('hex').slice(0, 16)
}
