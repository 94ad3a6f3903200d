import type { Problem } from '../evidence/problem.ts'

export const severities = ['critical', 'error', 'warning', 'info'] as const
export type Severity = (typeof severities)[number]

/** How sure a finding is: `certain` follows from the numbers; `likely` has another, rarer explanation; `possible` is a hint. */
export type Confidence = 'certain' | 'likely' | 'possible'

/** One number or text that a finding rests on. */
export interface EvidenceLine {
  /** File or URL it was read from. */
  source: string
  name: string
  value: string | number
  /** For counters: how much it grew. */
  growth?: number
  /** In how many seconds; left out where the samples do not tell. */
  seconds?: number
  /** The number it is a part of: growth of the exposure. */
  of?: number
}

export interface Finding {
  id: string
  rule: string
  severity: Severity
  /** Target id. */
  target: string
  /** The cluster, listener, … in Envoy's own words; empty when it is the proxy itself. */
  subject: string
  /** The same in the mesh's words. */
  label: string
  title: string
  message: string
  why: string
  fix: string
  verify: string
  confidence: Confidence
  evidence: readonly EvidenceLine[]
  /** rule + mesh endpoint + subject, without instance, counts or tokens. */
  fingerprint: string
  docs: string
  /** Someone decided to live with it for a while: it does not count for the exit code. */
  suppressed?: { reason: string, owner: string, expires: string }
  /** Against the baseline of the run, where one was given. */
  baseline?: 'new' | 'known'
}

export interface Cause {
  rule: string
  target: string
  subject: string
  /** Ids of the findings that are this cause. */
  findings: readonly string[]
  /** Ids of the findings it explains; they are no causes of their own. */
  explains: readonly string[]
  /** Hypotheses that the evidence rules out. */
  rejected: readonly { rule: string, because: string }[]
}

export interface Lead { rule: string, target: string, subject: string, message: string }

export interface UncheckedGroup { rule: string, lack: string, reason: string, targets: readonly string[], count: number }

export interface ReportTarget {
  id: string
  label: string
  /** `mesh`: App Mesh resources or quotas, which are judged by themselves. */
  kind: 'envoy' | 'mesh' | 'unreachable' | 'unknown'
  /** Folder, bundle entry or URL. */
  source: string
  /** The moment of the evidence, ISO 8601; null when nothing tells. */
  at: string | null
  /** Which clock that is. */
  clock: 'given' | 'recorded' | 'server' | 'log' | 'mtime' | 'none'
  envoyVersion?: string
  provider?: string
  mesh?: string
  /** State of the control plane in a few words, where known. */
  controlPlane?: string
  frozen?: boolean
  state?: string
  samples: number
  /** Seconds between the samples. */
  seconds?: number
  /** Kinds of evidence at hand. */
  given: readonly string[]
  unreachable?: string
}

export interface Coverage { clear: number, findings: number, unchecked: number, notApplicable: number, ratio: number }

/** The whole answer; `-o json` prints it as it is. Published as schema/report.schema.json. */
export interface Report {
  schemaVersion: 1
  tool: { name: string, version: string }
  /** The newest of the targets' moments; null when none is known. */
  at: string | null
  targets: readonly ReportTarget[]
  causes: readonly Cause[]
  findings: readonly Finding[]
  leads: readonly Lead[]
  unchecked: readonly UncheckedGroup[]
  notApplicable: readonly { rule: string, reason: string }[]
  coverage: Coverage
  problems: readonly Problem[]
  /** What was proven, in numbers, for a run without a fault: `312 requests, 0 failed`. */
  proven: readonly string[]
  /** Rules that are clear for all they judge of a target; only where a format lists them. */
  clear?: readonly { rule: string, targets: readonly string[] }[]
}
