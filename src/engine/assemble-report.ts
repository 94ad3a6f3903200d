import { isKnown, orElse } from '../evidence/absent.ts'
import type { Problem } from '../evidence/problem.ts'
import type { MeshEvidence } from '../evidence/mesh/mesh-evidence.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { FoundEdge } from './edges.ts'
import { foldCauses } from './fold/fold-causes.ts'
import { numberFindings } from './fold/number-findings.ts'
import { proveTraffic } from './prove-traffic.ts'
import type { Report, ReportTarget } from './report.ts'
import type { Rule } from './rules/rule.ts'
import { measureCoverage, type Tally } from './tally.ts'

export interface ReportInput {
  tool: Report['tool']
  rules: readonly Rule[]
  digests: readonly Digest[]
  /** Meshes that were given by their resources. */
  resources: readonly MeshEvidence[]
  edges: readonly FoundEdge[]
  tally: Tally
  problems: readonly Problem[]
}

/** Puts the answer together: findings, causes, leads, and what could not be checked. */
export function assembleReport({ tool, rules, digests, resources, edges, tally, problems }: ReportInput): Report {
  const byId = new Map(rules.map(rule => [rule.id, rule]))
  const numbered = numberFindings(tally.findings, byId)
  const targets = [...digests.map(describeTarget), ...resources.map(describeMesh)]
  const moments = targets.map(target => target.at).filter(at => at !== null).sort()
  return {
    schemaVersion: 1,
    tool,
    at: moments.at(-1) ?? null,
    targets,
    causes: foldCauses(numbered, edges, byId),
    findings: numbered.map(item => item.finding),
    leads: tally.leads,
    unchecked: tally.unchecked,
    notApplicable: tally.notApplicable,
    coverage: measureCoverage(tally),
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
