import type { Severity } from '../engine/report.ts'

export const noticeKinds = ['opened', 'worsened', 'resolved'] as const
/** `resolved` also where what it was about is no longer among the targets. */
export type NoticeKind = (typeof noticeKinds)[number]

export interface NoticeFinding {
  fingerprint: string
  rule: string
  severity: Severity
  endpoint: string
  label: string
  message: string
}

/** What receivers hear: one message for a cause, with the findings it explains. The JSON of a webhook is exactly this. */
export interface Notice {
  schemaVersion: 1
  /** The same for every attempt to deliver it. */
  key: string
  kind: NoticeKind
  sweep: string
  run: number
  /** ISO 8601. */
  at: string
  /** ISO 8601: when the cause was first seen. */
  since: string
  cause: NoticeFinding & { title: string, fix: string, verify: string, docs: string }
  /** Findings that the cause explains, at most 20. */
  findings: readonly NoticeFinding[]
  /** How many there are. */
  count: number
}

/** What waits in the outbox: one notice, all that Alertmanager is to know after a run, or the number of causes beyond what is told one by one. */
export type Message =
  | { what: 'notice', notice: Notice }
  | { what: 'state', firing: readonly Notice[], resolved: readonly Notice[] }
  | { what: 'more', sweep: string, run: number, at: string, count: number }
