import type { Needs } from './evidence/needs.ts'
import type { Problem } from './evidence/problem.ts'
import { orElse } from './evidence/absent.ts'
import type { MeshFacts } from './evidence/mesh/facts.ts'
import { UsageError } from './errors.ts'
import type { Digest, ProxyEvidence } from './evidence/proxy-evidence.ts'
import { assembleProxy } from './assemble/assemble-proxy.ts'
import { assembleMeshes } from './assemble/mesh/assemble-mesh.ts'
import { tellMeshTime } from './assemble/mesh/clock.ts'
import { assembleReport } from './engine/assemble-report.ts'
import { digestProxy } from './engine/digest.ts'
import type { EvidenceReader } from './engine/evaluate/reader.ts'
import type { Judgement } from './engine/evaluate/verdict.ts'
import { judgeMesh, judgeProxy, type Judgements, type OnClear } from './engine/judge.ts'
import { judgeResources } from './engine/judge-resources.ts'
import type { Report } from './engine/report.ts'
import { deriveNeeds } from './engine/rules/derive-needs.ts'
import type { Rule } from './engine/rules/rule.ts'
import { isOfProxy } from './evidence/kinds.ts'
import { subjectKinds } from './evidence/subjects.ts'
import { redactReport } from './snapshot/redact/redact-report.ts'
import type { Snapshot } from './snapshot/snapshot.ts'
import { isMeshAnswer, readMesh } from './sources/app-mesh/read-mesh.ts'
import { readProxy } from './sources/read-proxy.ts'

/** Rules compiled for this run, and the reader that their functions ask. */
export interface RuleSet { rules: readonly Rule[], reader: EvidenceReader, needs: Needs, versions: EnvoyVersions, meshFacts: MeshFacts }

/** The range of Envoy's minor versions that the facts cover (facts/envoy-versions.yaml). */
export interface EnvoyVersions { oldest: number, newest: number }

export interface DiagnoseOptions {
  tool: Report['tool']
  /** `--at`: the moment of the evidence, milliseconds since the epoch. */
  at: number | undefined
  /** Told when a step of the way is done, for whoever measures how long each takes. */
  onStep?: (step: Step) => void
  /** Told of each judgement that is clear; a report only counts them. */
  onClear?: OnClear
}

/** The steps of a diagnosis; of several proxies each is parsed, joined and judged before the next. */
export type Step = 'parse' | 'join' | 'judge' | 'fold'

/**
 * The whole way on one page: App Mesh's resources are read, for proxies are joined with them; each proxy's answers are parsed, joined, judged by its own rules and reduced to a digest; then the
 * digests are judged together, what is explained is folded, and the report is assembled.
 * One proxy, a mesh and a live run take the same path. The caller closes the snapshot.
 * @throws UsageError where nothing can be judged: that must not look like nothing wrong
 */
export async function diagnose(snapshot: Snapshot, { rules, reader, needs, versions, meshFacts }: RuleSet, options: DiagnoseOptions): Promise<Report> {
  const meshNeeds = deriveNeeds(rules.filter(rule => subjectKinds[rule.each].stage === 'mesh'))
  const judgements: Judgement[] = []
  let clear = 0
  const problems: Problem[] = [...snapshot.problems]
  const digests: Digest[] = []
  const keep = (judged: Judgements): void => {
    // Too many to be the arguments of one call.
    for (const one of judged.judgements) judgements.push(one)
    for (const one of judged.problems) problems.push(one)
    clear += judged.clear
  }
  const meshAnswers = snapshot.proxies.flatMap(proxy => proxy.answers.filter(isMeshAnswer))
  const resources = await readMesh(meshAnswers)
  const { meshes, targets } = assembleMeshes(resources, meshFacts, tellMeshTime(meshAnswers, options.at))
  problems.push(...resources.problems)
  for (const proxy of snapshot.proxies) {
    // Resources and listings of pods that lie by themselves are no proxy.
    if (proxy.unreachable === undefined && proxy.answers.length > 0 && !proxy.answers.some(answer => isOfProxy(answer.kind))) continue
    const answers = await readProxy(proxy, needs)
    options.onStep?.('parse')
    const evidence = assembleProxy(answers, options.at, meshes)
    options.onStep?.('join')
    const judged = judgeProxy(rules, evidence, reader, options.onClear)
    keep(judged)
    problems.push(...evidence.problems, ...warnOfVersion(evidence, versions))
    digests.push(digestProxy(evidence, meshNeeds))
    options.onStep?.('judge')
  }
  problems.push(...passOver(snapshot))
  if (digests.length === 0 && targets.length === 0) throw nothingToJudge(problems)
  const mesh = judgeMesh(rules, digests, reader, options.onClear)
  keep(mesh)
  const judgedResources = judgeResources(rules, targets, digests, reader, options.onClear)
  keep(judgedResources)
  options.onStep?.('judge')
  const report = redactReport(assembleReport({ tool: options.tool, rules, digests, resources: targets, edges: mesh.edges, judgements, clear, problems }))
  options.onStep?.('fold')
  return report
}

/** Pods and tasks tell which proxies there are, not what ails them; that they are not read is said. */
function passOver({ proxies }: Snapshot): Problem[] {
  return proxies.flatMap(proxy => proxy.answers.filter(answer => answer.kind === 'workloads').map(({ source }) => ({
    source, message: 'lists pods or tasks, which tell no fault of an Envoy and are not read here; `meshmedic mesh where NAME` finds which of them are a resource',
  })))
}

function nothingToJudge(problems: readonly Problem[]): UsageError {
  const [first, ...more] = problems
  return new UsageError({
    what: 'There is neither an Envoy nor an App Mesh resource in what was given.',
    why: first === undefined ? 'No file was recognised as evidence of one.' : `${first.source}: ${first.message}${more.length > 0 ? ` (and ${more.length} more ${more.length === 1 ? 'problem' : 'problems'})` : ''}.`,
    tryThis: 'Give what an Envoy says of itself, `curl -s localhost:9901/config_dump > config_dump.json`, or its address; or the resources, '
      + '`kubectl get meshes,virtualnodes,virtualservices,virtualrouters,virtualgateways,gatewayroutes -A -o yaml > mesh.yaml`.',
  })
}

/** An Envoy outside the known range is diagnosed all the same, and it is said. */
function warnOfVersion({ proxy, source }: ProxyEvidence, { oldest, newest }: EnvoyVersions): Problem[] {
  const minor = proxy === undefined ? undefined : orElse(proxy.minor, undefined)
  if (minor === undefined || (minor >= oldest && minor <= newest)) return []
  return [{ source, message: `Envoy 1.${minor} is ${minor > newest ? 'newer' : 'older'} than the versions that this meshmedic knows (1.${oldest} to 1.${newest}); what has changed since may be missed` }]
}
