import { evidenceKinds, isEvidenceKind } from '../evidence/kinds.ts'
import type { Report, UncheckedGroup } from '../engine/report.ts'
import { labelTarget } from './outline.ts'
import { count, formatNumber, listSome } from './phrases.ts'

/** What kept rules from being checked, and how to get it. */
export interface Gap {
  /** `App Mesh resources`, `traffic (none in 10 s)`. */
  what: string
  /** A command to paste, where there is one. */
  command?: string
  /** Else what to do, in words. */
  advice?: string
  rules: number
  checks: number
  targets: readonly string[]
}

/** How many rules, and how many checks where one rule judges several subjects: `6 rules (17 checks)`. */
export function tellGapSize(gap: Gap): string {
  return gap.rules === gap.checks ? count(gap.rules, 'rule') : `${count(gap.rules, 'rule')} (${count(gap.checks, 'check')})`
}

/** Gaps that are no answer of a proxy: the sample, the traffic, the clock. */
const lacks: Readonly<Record<string, { what: string, command?: string, advice?: string }>> = {
  'second sample': { what: 'a second sample', command: 'sleep 10; curl -s {admin}/stats > stats.2' },
  traffic: { what: 'traffic in which a fault would show', advice: 'look longer, or while requests come: --interval 60' },
  clock: { what: 'the time of the evidence', advice: 'say when it was read: --at 2026-01-31T11:02:17Z' },
  peer: { what: 'the proxy at the other end', advice: "give that proxy's evidence as a further argument" },
  stat: { what: 'statistics that this answer leaves out', command: 'curl -s {admin}/stats > stats' },
  'supported form': { what: 'a form that can be read', advice: 'see the reasons in -o json' },
  'other system': { what: 'what only another system tells (DNS, ACM, Service Quotas)', advice: 'see the reasons in -o json' },
}

/** One gap for each command or advice, the one that opens most rules first. */
export function findGaps(report: Report): Gap[] {
  const groups = new Map<string, UncheckedGroup[]>()
  for (const group of report.unchecked) {
    const key = isEvidenceKind(group.lack) ? evidenceKinds[group.lack].how : group.lack
    groups.set(key, [...groups.get(key) ?? [], group])
  }
  return Array.from(groups.values(), members => describeGap(members, report))
    .toSorted((a, b) => b.rules - a.rules || b.checks - a.checks || (a.what < b.what ? -1 : 1))
}

function describeGap(members: readonly UncheckedGroup[], report: Report): Gap {
  const targets = [...new Set(members.flatMap(group => group.targets))]
  const size = {
    rules: new Set(members.map(group => group.rule)).size,
    checks: members.reduce((sum, group) => sum + group.count, 0),
    targets,
  }
  const kinds = [...new Set(members.map(group => group.lack))].toSorted()
  const titles = kinds.filter(isEvidenceKind).map(kind => evidenceKinds[kind].title)
  const first = members[0]?.lack ?? ''
  if (first === 'mesh' && report.targets.some(target => target.kind === 'mesh')) return { what: 'App Mesh resources that were not given', advice: commonReason(members), ...size }
  const admin = adminOf(targets, report)
  if (titles.length > 0 && isEvidenceKind(first)) {
    return { what: titles.join(', '), command: evidenceKinds[first].how.replace('{admin}', admin) + saveTo(kinds), ...size }
  }
  const lack = lacks[first] ?? { what: first, advice: members[0]?.reason ?? '' }
  return {
    what: first === 'stat' ? nameStatistics(lack.what, members) : lack.what,
    ...lack.command === undefined ? {} : { command: lack.command.replace('{admin}', admin) },
    ...lack.advice === undefined ? {} : { advice: lack.advice },
    ...size,
  }
}

/** Names the statistics that are missed; a reason ends with its one. */
function nameStatistics(what: string, members: readonly UncheckedGroup[]): string {
  const names = [...new Set(members.flatMap(({ reason }) => / has no (\S+)$/.exec(reason)?.[1] ?? []))]
  return names.length === 0 ? what : `${what} (${listSome(names, 1)})`
}

/** The command for all resources helps nobody who gave some: the reason of most rules says which are missing. */
function commonReason(members: readonly UncheckedGroup[]): string {
  const rules = new Map<string, Set<string>>()
  for (const { reason, rule } of members) rules.set(reason, (rules.get(reason) ?? new Set()).add(rule))
  const [most] = [...rules].toSorted((a, b) => b[1].size - a[1].size)
  return `${most?.[0] ?? ''}${rules.size > 1 ? '; all reasons: -o json' : ''}`
}

/** Files are recognised by content: the name is for the reader alone. */
function saveTo(kinds: readonly string[]): string {
  const kind = kinds.length === 1 ? kinds[0] ?? '' : 'envoy_log'
  return ` > ${kind === 'mesh' ? 'mesh.yaml' : kind}`
}

/** The admin address where the evidence came from it; else the usual one, inside the proxy's pod. */
function adminOf(targets: readonly string[], report: Report): string {
  const urls = report.targets.filter(target => targets.includes(target.id) && isPlainUrl(target.source)).map(target => target.source)
  return (urls[0] ?? 'localhost:9901').replace(/\/+$/, '')
}

/** Only an address that a shell takes as one harmless word is put into a command. */
function isPlainUrl(source: string): boolean {
  return /^https?:\/\/[\w.:[\]-]+\/?$/.test(source)
}

/** `for checkout, payments` where the gap is not everybody's; empty otherwise. */
export function tellGapTargets(gap: Gap, report: Report): string {
  const everybody = report.targets.filter(target => target.kind === 'envoy').length
  if (gap.targets.length === 0 || gap.targets.length >= everybody) return ''
  return `for ${listSome(gap.targets.map(id => labelTarget(report, id)), 2)}`
}

/** `131 checks clear`, `2 findings`, `38 unchecked`, `14 not applicable`, and the share that was checked, rounded down: 99.9 % is not all. */
export function tellCoverage(report: Report): string[] {
  const { clear, findings, unchecked, notApplicable, ratio } = report.coverage
  const percent = `${Math.floor(ratio * 100)} % covered`
  return [`${count(clear, 'check')} clear`, count(findings, 'finding'), `${formatNumber(unchecked)} unchecked`, `${formatNumber(notApplicable)} not applicable`, percent]
}
