import type { Severity } from '../engine/report.ts'

/** Seconds and counts of one finished run. */
export interface RunNumbers {
  /** Targets that were to be read, and those that answered. */
  targets: number
  reached: number
  critical: number
  error: number
  warning: number
  /** Judgements, as in a report's coverage. */
  clear: number
  unchecked: number
  /** The command's exit code. */
  exit: number
}

/** One run of a sweep. Times are milliseconds since the epoch. */
export interface StoredRun extends RunNumbers {
  id: number
  /** The name of the sweep: runs, findings and targets of another name in the same store do not touch it. */
  scope: string
  /** What was to be read and by which rules, as a hash: only a run of the same plan can be resumed. */
  plan: string
  started: number
  /** Undefined while it runs, or where it was killed. */
  ended: number | undefined
  state: 'running' | 'done' | 'abandoned'
  tool: string
  /** Findings by what happened to them in this run. */
  opened: number
  worsened: number
  resolved: number
  /** Process and host that run it, to tell a killed run from one that goes on. */
  process: number
  host: string
}

export type RunStart = Pick<StoredRun, 'scope' | 'plan' | 'started' | 'tool' | 'process' | 'host' | 'targets'>

/**
 * `open`: seen in the newest run. `uncertain`: not seen, but it could not be checked either. `resolved`: checked and clear.
 * `gone`: what it was about is no longer among the targets.
 */
export type FindingState = 'open' | 'uncertain' | 'resolved' | 'gone'

/** A finding as one run saw it: a fingerprint's instances are one. */
export interface SeenFinding {
  fingerprint: string
  rule: string
  severity: Severity
  /** Target id without its instance. */
  endpoint: string
  subject: string
  label: string
  title: string
  message: string
  docs: string
  /** How many targets show it. */
  instances: number
  /** Fingerprint of the finding that explains it; its own where nothing does. */
  cause: string
}

/** A finding over all runs. Its words are those of the run in which it last changed. */
export interface StoredFinding extends SeenFinding {
  scope: string
  state: FindingState
  /** Milliseconds since the epoch. */
  firstSeen: number
  /** Of a finding that is open, the newest run's. */
  lastSeen: number
  resolvedAt: number | undefined
  /** Run of its last change, and of the first sight. */
  changedIn: number
  firstRun: number
  /** How often it came back after it was resolved. */
  returns: number
  /** What receivers last heard of it: its severity, that it is closed, or nothing. */
  told: Told
}

export type Told = Severity | 'closed' | ''

/**
 * What happened to a finding in a run. `confirmed`: seen again after it was uncertain.
 */
export type ChangeKind = 'opened' | 'returned' | 'worsened' | 'bettered' | 'confirmed' | 'uncertain' | 'resolved' | 'gone'

export interface Change {
  kind: ChangeKind
  /** As it is after the change. */
  finding: SeenFinding
  /** Severity before; undefined where there was none. */
  before: Severity | undefined
}

/** A change of a run, as the store keeps it. */
export interface StoredChange { run: number, fingerprint: string, kind: ChangeKind, severity: Severity, before: Severity | undefined }

/** What a target was at the end of a run; only changes are written. */
export interface TargetState { name: string, id: string, reached: boolean, reason: string }

/** A message that waits to be delivered. */
export interface OutboxItem {
  id: number
  /** The same for every attempt, so that a receiver can drop what it already has. */
  key: string
  receiver: string
  /** JSON of the message. */
  body: string
  run: number
  attempts: number
  /** When the next attempt is due; milliseconds since the epoch. */
  due: number
  created: number
  lastError: string | undefined
}

export type OutboxDraft = Pick<OutboxItem, 'key' | 'receiver' | 'body' | 'due'>

/** What is written when a run ends, all of it or nothing. */
export interface RunEnd {
  ended: number
  numbers: RunNumbers
  changes: readonly Change[]
  targets: readonly TargetState[]
  outbox: readonly OutboxDraft[]
  /** Of which findings receivers hear something else than before. */
  told: readonly { fingerprint: string, told: Told }[]
}

/** What the store knew when the run ended, from which its changes are decided. */
export interface RunContext {
  /** All findings of the scope. */
  findings: readonly StoredFinding[]
  targets: readonly TargetState[]
  /** Times at which findings were opened, returned, resolved or gone, newest first, for damping. */
  recent: ReadonlyMap<string, readonly { kind: ChangeKind, at: number }[]>
  /** Id under which the run ends. */
  run: number
}

/**
 * The memory of sweeps. One process writes at a time; a second one waits for it.
 * Every method throws a StoreError that says what to do.
 */
export interface SweepStore {
  beginRun: (start: RunStart) => Promise<number>
  /** The newest run of a scope that has neither ended nor been given up. */
  unfinishedRun: (scope: string) => Promise<StoredRun | undefined>
  /** Runs of a scope that have not ended. */
  unfinishedRuns: (scope: string) => Promise<readonly StoredRun[]>
  /** Ends a run in one transaction. `decide` sees what no other process can change any more. */
  finishRun: (run: number, decide: (context: RunContext) => RunEnd) => Promise<{ run: number, changes: readonly Change[] }>
  abandonRun: (run: number) => Promise<void>
  /** Newest first. */
  listRuns: (scope: string | undefined, most: number) => Promise<readonly StoredRun[]>
  readRun: (run: number) => Promise<StoredRun | undefined>
  /** Findings that are open or uncertain. */
  openFindings: (scope: string) => Promise<readonly StoredFinding[]>
  /** Every finding of a scope, or of all. */
  listFindings: (scope: string | undefined) => Promise<readonly StoredFinding[]>
  /** Findings that were open or uncertain at the end of a run, with the severity they had. */
  findingsAt: (run: number) => Promise<readonly StoredFinding[]>
  changesIn: (run: number) => Promise<readonly StoredChange[]>
  /** Targets that did not answer at the end of a run. */
  unreachedAt: (run: number) => Promise<readonly TargetState[]>
  /** Forgets runs that ended before `before`, and what was resolved before it. @returns how many runs */
  forget: (before: number) => Promise<number>
  /** What may be sent now, in order; what a receiver is to hear after a message that still waits is left out. */
  dueMessages: (now: number, most: number) => Promise<readonly OutboxItem[]>
  /** Waiting and given up, for `sweep history` and metrics. */
  countMessages: () => Promise<{ waiting: number, failed: number }>
  /** @param again when to try once more; undefined: it was delivered, or is given up with `error` */
  settleMessage: (id: number, outcome: { again: number, error: string } | { delivered: true } | { failed: string }) => Promise<void>
  close: () => Promise<void>
}
