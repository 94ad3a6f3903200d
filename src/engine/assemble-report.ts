import { isKnown, orElse } from '../evidence/absent.ts'
import type { Problem } from '../evidence/problem.ts'
import type { MeshEvidence } from '../evidence/mesh/mesh-evidence.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { FoundEdge } from './edges.ts'
import type { Judgement } from './evaluate/verdict.ts'
import { foldCauses } from './fold/fold-causes.ts'
import { numberFindings } from './fold/number-findings.ts'
import { proveTraffic } from './prove-traffic.ts'
import type { Coverage, Lead, Report, ReportTarget, UncheckedGroup } from './report.ts'
import type { Rule } from './rules/rule.ts'

export interface ReportInput {
  tool: Report['tool']
  rules: readonly Rule[]
  digests: readonly Digest[]
  /** Meshes that were given by their resources. */
  resources: readonly MeshEvidence[]
  edges: readonly FoundEdge[]
  judgements: readonly Judgement[]
  /** Judgements that are clear without a lead, which are not among the others. */
  clear: number
  problems: readonly Problem[]
}

/** Puts the answer together: findings, causes, leads, and what could not be checked. */
export function assembleReport({ tool, rules, digests, resources, edges, judgements, clear, problems }: ReportInput): Report {
  const byId = new Map(rules.map(rule => [rule.id, rule]))
  const numbered = numberFindings(judgements, byId)
  const targets = [...digests.map(describeTarget), ...resources.map(describeMesh)]
  const moments = targets.map(target => target.at).filter(at => at !== null).sort()
  return {
    schemaVersion: 1,
    tool,
    at: moments.at(-1) ?? null,
    targets,
    causes: foldCauses(numbered, edges, byId),
    findings: numbered.map(item => item.finding),
    leads: listLeads(judgements),
    unchecked: groupUnchecked(judgements),
    notApplicable: listNotApplicable(judgements),
    coverage: measureCoverage(judgements, clear),
    problems,
    proven: digests.flatMap(proveTraffic),
  }
}

function describeTarget({ evidence }: Digest): ReportTarget {
  const { target, source, proxy, series, clock, frozen, given } = evidence
  const server = proxy === undefined ? undefined : orElse(proxy.controlPlane, undefined)
  const seconds = isKnown(series) && series.first !== undefined ? series.seconds : undefined
  return {
    id: target.id, label: target.label,
    kind: proxy === undefined ? 'unreachable' : 'envoy',
    source,
    at: clock.at === undefined ? null : new Date(clock.at).toISOString(),
    clock: clock.from,
    samples: isKnown(series) ? (series.first === undefined ? 1 : 2) : 0,
    given: [...given].sort(),
    ...optional('envoyVersion', proxy && orElse(proxy.version, undefined)),
    ...optional('provider', proxy?.provider),
    ...optional('mesh', proxy?.mesh),
    ...optional('controlPlane', server && (orElse(server.ended, false) ? 'ended' : frozen ? 'not answering' : 'configured')),
    ...optional('frozen', proxy && frozen),
    ...optional('state', proxy && orElse(proxy.state, undefined)),
    ...optional('seconds', seconds),
    ...optional('unreachable', target.unreachable),
  }
}

function describeMesh({ target, source, mesh, clock, frozen, given }: MeshEvidence): ReportTarget {
  return {
    id: target.id, label: target.label, kind: 'mesh', source,
    at: clock.at === undefined ? null : new Date(clock.at).toISOString(),
    clock: clock.from, samples: 0, given: [...given].sort(), provider: 'app-mesh', frozen,
    ...optional('mesh', mesh?.name),
  }
}

/** A key only where it has a value. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { [P in K]: V }
}

function listLeads(judgements: readonly Judgement[]): Lead[] {
  return judgements.flatMap(({ rule, target, subject, verdict }) => {
    const lead = verdict.kind === 'clear' || verdict.kind === 'unchecked' ? verdict.lead : undefined
    return lead === undefined ? [] : [{ rule, target, subject, message: lead }]
  })
}

function groupUnchecked(judgements: readonly Judgement[]): UncheckedGroup[] {
  interface Group { group: Omit<UncheckedGroup, 'targets' | 'count'>, targets: Set<string>, count: number }
  const groups: Group[] = []
  // By rule, then by reason: a key of both would have to be made for each of many thousands of judgements.
  const known = new Map<string, Map<string, Group[]>>()
  for (const { rule, target, verdict } of judgements) {
    if (verdict.kind !== 'unchecked') continue
    const { lack, reason } = verdict
    const ofRule = known.get(rule) ?? new Map<string, Group[]>()
    const ofReason = ofRule.get(reason) ?? []
    let mine = ofReason.find(({ group }) => group.lack === lack)
    if (mine === undefined) {
      mine = { group: { rule, lack, reason }, targets: new Set(), count: 0 }
      groups.push(mine)
      known.set(rule, ofRule.set(reason, [...ofReason, mine]))
    }
    mine.targets.add(target)
    mine.count++
  }
  return groups.map(({ group, targets, count }) => ({ ...group, targets: [...targets], count }))
}

function listNotApplicable(judgements: readonly Judgement[]): Report['notApplicable'] {
  const seen = new Map<string, { rule: string, reason: string }>()
  for (const { rule, verdict } of judgements) {
    if (verdict.kind === 'not-applicable') seen.set(`${rule} ${verdict.reason}`, { rule, reason: verdict.reason })
  }
  return [...seen.values()]
}

/** Counts judgements (rule × subject); what is not applicable stands outside the ratio. */
function measureCoverage(judgements: readonly Judgement[], clearOnes: number): Coverage {
  const count = (kind: Judgement['verdict']['kind']): number => judgements.filter(judgement => judgement.verdict.kind === kind).length
  const [clear, findings, unchecked, notApplicable] = [count('clear') + clearOnes, count('finding'), count('unchecked'), count('not-applicable')]
  const relevant = clear + findings + unchecked
  return { clear, findings, unchecked, notApplicable, ratio: relevant === 0 ? 0 : Math.round((clear + findings) / relevant * 1000) / 1000 }
}
