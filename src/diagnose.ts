import type { Needs } from './evidence/needs.ts'
import type { Problem } from './evidence/problem.ts'
import { orElse } from './evidence/absent.ts'
import type { Digest, ProxyEvidence } from './evidence/proxy-evidence.ts'
import { assembleProxy } from './assemble/assemble-proxy.ts'
import { assembleReport } from './engine/assemble-report.ts'
import { digestProxy } from './engine/digest.ts'
import type { EvidenceReader } from './engine/evaluate/reader.ts'
import type { Judgement } from './engine/evaluate/verdict.ts'
import { judgeMesh, judgeProxy } from './engine/judge.ts'
import type { Report } from './engine/report.ts'
import { deriveNeeds } from './engine/rules/derive-needs.ts'
import type { Rule } from './engine/rules/rule.ts'
import { subjectKinds } from './evidence/subjects.ts'
import { redactReport } from './snapshot/redact/redact-report.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import { readProxy } from './sources/read-proxy.ts'

/** Rules compiled for this run, and the reader that their functions ask. */
export interface RuleSet { rules: readonly Rule[], reader: EvidenceReader, needs: Needs, versions: EnvoyVersions }

/** The range of Envoy's minor versions that the facts cover (facts/envoy-versions.yaml). */
export interface EnvoyVersions { oldest: number, newest: number }

export interface DiagnoseOptions {
  tool: Report['tool']
  /** `--at`: the moment of the evidence, milliseconds since the epoch. */
  at: number | undefined
}

/**
 * The whole way on one page: each proxy's answers are parsed, joined, judged by its own rules and reduced to a digest; then the
 * digests are judged together, what is explained is folded, and the report is assembled.
 * One proxy, a mesh and a live run take the same path. The caller closes the snapshot.
 */
export async function diagnose(snapshot: Snapshot, { rules, reader, needs, versions }: RuleSet, options: DiagnoseOptions): Promise<Report> {
  const meshNeeds = deriveNeeds(rules.filter(rule => subjectKinds[rule.each].stage === 'mesh'))
  const judgements: Judgement[] = []
  const problems: Problem[] = [...snapshot.problems]
  const digests: Digest[] = []
  for (const proxy of snapshot.proxies) {
    const evidence = assembleProxy(await readProxy(proxy, needs), options.at)
    const judged = judgeProxy(rules, evidence, reader)
    judgements.push(...judged.judgements)
    problems.push(...evidence.problems, ...judged.problems, ...warnOfVersion(evidence, versions))
    digests.push(digestProxy(evidence, meshNeeds))
  }
  const mesh = judgeMesh(rules, digests, reader)
  judgements.push(...mesh.judgements)
  problems.push(...mesh.problems)
  return redactReport(assembleReport({ tool: options.tool, rules, digests, edges: mesh.edges, judgements, problems }))
}

/** An Envoy outside the known range is diagnosed all the same, and it is said. */
function warnOfVersion({ proxy, source }: ProxyEvidence, { oldest, newest }: EnvoyVersions): Problem[] {
  const minor = proxy === undefined ? undefined : orElse(proxy.minor, undefined)
  if (minor === undefined || (minor >= oldest && minor <= newest)) return []
  return [{ source, message: `Envoy 1.${minor} is ${minor > newest ? 'newer' : 'older'} than the versions that this meshmedic knows (1.${oldest} to 1.${newest}); what has changed since may be missed` }]
}
