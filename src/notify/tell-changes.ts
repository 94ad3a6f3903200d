import { severities, type Finding, type Report, type Severity } from '../engine/report.ts'
import type { Change, OutboxDraft, RunContext, SeenFinding, StoredFinding, Told } from '../store/store.ts'
import type { Message, Notice, NoticeKind } from './notice.ts'
import type { ReceiverConfig } from './receiver.ts'

/** A finding that changed so often within an hour flaps: it is told again once it is calm. */
const flapping = { changes: 4, milliseconds: 3600_000 }
const mostFindings = 20
/** To people, not more than so many messages of one run; the rest is counted in a last one. */
const mostMessages = 20

export interface ToTell extends RunContext {
  sweep: string
  ended: number
  seen: readonly SeenFinding[]
  changes: readonly Change[]
  /** Fingerprints of suppressed findings, of which nothing is told. */
  muted: ReadonlySet<string>
  report: Report
}

interface Candidate { kind: NoticeKind, finding: SeenFinding, since: number, told: Told }

/**
 * What receivers hear after a run: where what they last heard of a cause is not what is true now. A finding that is explained by another
 * is told with it and not by itself; one that flaps, or that is suppressed, is told once it is calm, if it then differs. Pure.
 */
export function tellChanges(input: ToTell, receivers: readonly ReceiverConfig[]): { outbox: OutboxDraft[], told: { fingerprint: string, told: Told }[] } {
  const { seen, muted } = input
  const known = new Map(input.findings.map(finding => [finding.fingerprint, finding]))
  const open = seen.filter(finding => !muted.has(finding.fingerprint))
  const candidates = [...open.flatMap(finding => tellOpen(finding, known.get(finding.fingerprint), input)), ...tellClosed(input, known)]
    .filter(({ finding }) => !flaps(finding.fingerprint, input))
  const texts = new Map(input.report.findings.map(finding => [finding.fingerprint, finding]))
  const members = groupByCause(open)
  const notices = candidates.map(candidate => ({ candidate, notice: toNotice(candidate, members.get(candidate.finding.fingerprint) ?? [], texts.get(candidate.finding.fingerprint), input) }))
  const firing = open.filter(finding => finding.cause === finding.fingerprint)
    .map(finding => toNotice({ kind: 'opened', finding, since: known.get(finding.fingerprint)?.firstSeen ?? input.ended, told: '' }, members.get(finding.fingerprint) ?? [], texts.get(finding.fingerprint), input))
  return {
    outbox: receivers.flatMap(receiver => receiver.settings.kind === 'alertmanager' ? tellState(receiver, firing, notices.map(one => one.notice), input) : tellEach(receiver, notices.map(one => one.notice), input)),
    told: candidates.map(({ kind, finding }) => ({ fingerprint: finding.fingerprint, told: kind === 'resolved' ? 'closed' : finding.severity })),
  }
}

function tellOpen(finding: SeenFinding, old: StoredFinding | undefined, { ended }: ToTell): Candidate[] {
  if (finding.cause !== finding.fingerprint) return []
  const told = old?.told ?? ''
  const isTold = told !== '' && told !== 'closed'
  if (isTold && severities.indexOf(finding.severity) >= severities.indexOf(told)) return []
  const isBack = old?.state === 'resolved' || old?.state === 'gone'
  return [{ kind: isTold ? 'worsened' : 'opened', finding, since: old === undefined || isBack ? ended : old.firstSeen, told }]
}

/** Of what was told to be open and is closed now, or was closed while it flapped. */
function tellClosed({ findings, changes, seen, muted }: ToTell, known: ReadonlyMap<string, StoredFinding>): Candidate[] {
  const isSeen = new Set(seen.map(finding => finding.fingerprint))
  const closed = new Set(changes.filter(({ kind }) => kind === 'resolved' || kind === 'gone').map(({ finding }) => finding.fingerprint))
  for (const { fingerprint, state } of findings) if ((state === 'resolved' || state === 'gone') && !isSeen.has(fingerprint)) closed.add(fingerprint)
  return [...closed].flatMap(fingerprint => {
    const old = known.get(fingerprint)
    if (old === undefined || old.told === '' || old.told === 'closed' || muted.has(fingerprint)) return []
    return [{ kind: 'resolved' as const, finding: old, since: old.firstSeen, told: old.told }]
  })
}

function flaps(fingerprint: string, { recent, changes, ended }: ToTell): boolean {
  const before = (recent.get(fingerprint) ?? []).filter(({ at }) => at > ended - flapping.milliseconds).length
  const now = changes.filter(({ finding, kind }) => finding.fingerprint === fingerprint && ['opened', 'returned', 'resolved', 'gone'].includes(kind)).length
  return before + now >= flapping.changes
}

function groupByCause(open: readonly SeenFinding[]): ReadonlyMap<string, readonly SeenFinding[]> {
  const groups = new Map<string, SeenFinding[]>()
  for (const finding of open) {
    if (finding.cause === finding.fingerprint) continue
    const group = groups.get(finding.cause)
    if (group === undefined) groups.set(finding.cause, [finding])
    else group.push(finding)
  }
  return groups
}

function toNotice({ kind, finding, since }: Candidate, members: readonly SeenFinding[], text: Finding | undefined, { sweep, run, ended }: ToTell): Notice {
  const { fingerprint, rule, severity, endpoint, label, message, title, docs } = finding
  return {
    schemaVersion: 1, key: `${sweep}-${run}-${fingerprint}-${kind}`, kind, sweep, run, at: new Date(ended).toISOString(), since: new Date(since).toISOString(),
    cause: { fingerprint, rule, severity, endpoint, label, message, title, docs, fix: text?.fix ?? '', verify: text?.verify ?? '' },
    findings: members.slice(0, mostFindings).map(member => ({ fingerprint: member.fingerprint, rule: member.rule, severity: member.severity, endpoint: member.endpoint, label: member.label, message: member.message })),
    count: members.length,
  }
}

function wants({ minSeverity, kinds }: ReceiverConfig, { kind, cause }: Notice): boolean {
  return kinds.has(kind) && isAtLeast(cause.severity, minSeverity)
}

function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least)
}

function tellEach(receiver: ReceiverConfig, notices: readonly Notice[], { sweep, run, ended }: ToTell): OutboxDraft[] {
  const wanted = notices.filter(notice => wants(receiver, notice)).toSorted((a, b) => severities.indexOf(a.cause.severity) - severities.indexOf(b.cause.severity))
  const isForPeople = receiver.settings.kind === 'slack' || receiver.settings.kind === 'email'
  const shown = isForPeople && wanted.length > mostMessages + 1 ? wanted.slice(0, mostMessages) : wanted
  const drafts = shown.map(notice => draft(receiver, notice.key, { what: 'notice', notice }, ended))
  if (shown.length === wanted.length) return drafts
  return [...drafts, draft(receiver, `${sweep}-${run}-more`, { what: 'more', sweep, run, at: new Date(ended).toISOString(), count: wanted.length - shown.length }, ended)]
}

/** Alertmanager forgets what is not repeated, and itself tells only changes: it gets all that is open after each run. */
function tellState(receiver: ReceiverConfig, firing: readonly Notice[], notices: readonly Notice[], { sweep, run, ended }: ToTell): OutboxDraft[] {
  const open = firing.filter(notice => isAtLeast(notice.cause.severity, receiver.minSeverity))
  const resolved = notices.filter(notice => notice.kind === 'resolved' && wants(receiver, notice))
  if (open.length + resolved.length === 0) return []
  return [draft(receiver, `${sweep}-${run}-state`, { what: 'state', firing: open, resolved }, ended)]
}

function draft({ name }: ReceiverConfig, key: string, message: Message, due: number): OutboxDraft {
  return { key, receiver: name, body: JSON.stringify(message), due }
}
