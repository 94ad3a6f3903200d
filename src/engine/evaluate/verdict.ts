import type { Lack } from '../../evidence/absent.ts'
import type { Confidence, EvidenceLine, Severity } from '../report.ts'

/** What a rule says of one subject. */
export type Verdict =
  | { kind: 'finding', finding: FindingDraft }
  | { kind: 'clear', lead: string | undefined }
  | { kind: 'unchecked', lack: Lack, reason: string, lead: string | undefined }
  | { kind: 'not-applicable', reason: string }

/** A finding before it gets its id. */
export interface FindingDraft {
  severity: Severity
  confidence: Confidence
  message: string
  why: string
  fix: string
  verify: string
  evidence: readonly EvidenceLine[]
  rejected: readonly { rule: string, because: string }[]
}

/** One judgement: rule × subject of a target. */
export interface Judgement {
  rule: string
  target: string
  subject: string
  label: string
  verdict: Verdict
}
