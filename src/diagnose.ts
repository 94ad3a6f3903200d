import type { Needs } from './evidence/needs.ts'
import type { Problem } from './evidence/problem.ts'
import { orElse } from './evidence/absent.ts'
import type { StatsSample } from './evidence/stats.ts'
import type { MeshFacts } from './evidence/mesh/facts.ts'
import { UsageError } from './errors.ts'
import type { MeshInput } from './evidence/mesh/evidence.ts'
import type { MeshEvidence } from './evidence/mesh/mesh-evidence.ts'
import type { Clock, Digest, ProxyEvidence } from './evidence/proxy-evidence.ts'
import { assembleProxy } from './assemble/assemble-proxy.ts'
import { assembleMeshes, type AssembledMesh } from './assemble/mesh/assemble-mesh.ts'
import { rejoinDigest } from './assemble/mesh/join-proxy.ts'
import { tellMeshTime } from './assemble/mesh/clock.ts'
import { assembleReport } from './engine/assemble-report.ts'
import { digestProxy } from './engine/digest.ts'
import type { EvidenceReader } from './engine/evaluate/reader.ts'
import type { Judgement } from './engine/evaluate/verdict.ts'
import { judgeMesh, judgeProxy, type OnClear } from './engine/judge.ts'
import { judgeResources } from './engine/judge-resources.ts'
import type { Report } from './engine/report.ts'
import { deriveNeeds } from './engine/rules/derive-needs.ts'
import type { Rule } from './engine/rules/rule.ts'
import { tallyJudgements, TallySum, type Tally } from './engine/tally.ts'
import { isOfProxy } from './evidence/kinds.ts'
import { subjectKinds } from './evidence/subjects.ts'
import { redactReport } from './snapshot/redact/redact-report.ts'
import type { Answer, ProxySnapshot, Snapshot } from './snapshot/snapshot.ts'
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
  /** Statistics of a proxy that were read before, with the same needs, by the proxy's name in the snapshot: growth is since then. */
  earlier?: ReadonlyMap<string, StatsSample>
  /** Told of each proxy's evidence before it is reduced to a digest. */
  onEvidence?: (evidence: ProxyEvidence) => void
}

/** The steps of a diagnosis; of several proxies each is parsed, joined and judged before the next. */
export type Step = 'parse' | 'join' | 'judge' | 'fold'

/** What one proxy's own rules said, and what rules over several proxies need of it. */
export interface JudgedProxy { digest: Digest, tally: Tally, problems: readonly Problem[] }

/**
 * The whole way on one page: App Mesh's resources are read, for proxies are joined with them; each proxy's answers are parsed, joined, judged by its own rules and reduced to a digest; then the
 * digests are judged together, what is explained is folded, and the report is assembled.
 * One proxy, a mesh, a sweep and a live run take the same path. The caller closes the snapshot.
 * @throws UsageError where nothing can be judged: that must not look like nothing wrong
 */
export async function diagnose(snapshot: Snapshot, ruleSet: RuleSet, options: DiagnoseOptions): Promise<Report> {
  const diagnosis = await Diagnosis.begin(snapshot.proxies.flatMap(proxy => proxy.answers), ruleSet, options)
  const judged: JudgedProxy[] = []
  for (const proxy of snapshot.proxies) {
    if (isProxy(proxy)) judged.push(await diagnosis.judge(proxy))
  }
  return diagnosis.conclude(judged, [...snapshot.problems], passOver(snapshot))
}

/** A diagnosis whose proxies come one at a time, in any order and number: each is judged when its evidence is at hand. */
export class Diagnosis {
  readonly #ruleSet: RuleSet
  readonly #options: DiagnoseOptions
  readonly #meshNeeds: Needs
  readonly #resources: MeshInput
  readonly #meshes: readonly AssembledMesh[]
  readonly #targets: readonly MeshEvidence[]

  private constructor(ruleSet: RuleSet, options: DiagnoseOptions, resources: MeshInput, clock: Clock) {
    this.#ruleSet = ruleSet
    this.#options = options
    this.#meshNeeds = deriveNeeds(ruleSet.rules.filter(rule => subjectKinds[rule.each].stage === 'mesh'))
    this.#resources = resources
    const { meshes, targets } = assembleMeshes(resources, ruleSet.meshFacts, clock)
    this.#meshes = meshes
    this.#targets = targets
  }

  /** Reads the App Mesh resources among `answers`, with which proxies are joined. */
  static async begin(answers: readonly Answer[], ruleSet: RuleSet, options: DiagnoseOptions): Promise<Diagnosis> {
    const meshAnswers = answers.filter(isMeshAnswer)
    return new Diagnosis(ruleSet, options, await readMesh(meshAnswers), tellMeshTime(meshAnswers, options.at))
  }

  /**
   * Parses, joins and judges one proxy by the rules that need no other.
   * @param onJudged told of every judgement but those that are clear without a lead
   */
  async judge(proxy: ProxySnapshot, onJudged?: (judgements: readonly Judgement[]) => void): Promise<JudgedProxy> {
    const { rules, reader, needs, versions } = this.#ruleSet
    const answers = await readProxy(proxy, needs, this.#options.earlier?.get(proxy.name))
    this.#options.onStep?.('parse')
    const evidence = assembleProxy(answers, this.#options.at, this.#meshes)
    this.#options.onEvidence?.(evidence)
    this.#options.onStep?.('join')
    const { judgements, clear, problems } = judgeProxy(rules, evidence, reader, this.#options.onClear)
    onJudged?.(judgements)
    const judged = { digest: digestProxy(evidence, this.#meshNeeds), tally: tallyJudgements(judgements, clear), problems: [...problems, ...evidence.problems, ...warnOfVersion(evidence, versions)] }
    this.#options.onStep?.('judge')
    return judged
  }

  /** Gives a digest that was written down the mesh resources again with which its proxy was joined. */
  rejoin(digest: Digest): Digest {
    return rejoinDigest(digest, this.#meshes)
  }

  /**
   * Judges all digests together and assembles the report.
   * @param before what could not be read, told before the proxies' own problems
   * @param after the same, told after them
   * @throws UsageError where nothing can be judged
   */
  conclude(judged: readonly JudgedProxy[], before: readonly Problem[], after: readonly Problem[], onJudged?: (judgements: readonly Judgement[]) => void): Report {
    const { rules, reader } = this.#ruleSet
    const { tool, onClear } = this.#options
    const problems = [...before, ...this.#resources.problems]
    const sum = new TallySum()
    for (const one of judged) {
      sum.addTally(one.tally)
      // Too many to be the arguments of one call.
      for (const problem of one.problems) problems.push(problem)
    }
    for (const problem of after) problems.push(problem)
    const digests = judged.map(one => one.digest)
    if (digests.length === 0 && this.#targets.length === 0) throw nothingToJudge(problems)
    const mesh = judgeMesh(rules, digests, reader, onClear)
    const resources = judgeResources(rules, this.#targets, digests, reader, onClear)
    for (const judgements of [mesh, resources]) {
      onJudged?.(judgements.judgements)
      sum.addJudgements(judgements.judgements, judgements.clear)
      problems.push(...judgements.problems)
    }
    this.#options.onStep?.('judge')
    const report = redactReport(assembleReport({ tool, rules, digests, resources: this.#targets, edges: mesh.edges, tally: sum.tally, problems }))
    this.#options.onStep?.('fold')
    return report
  }
}

/** Resources and listings of pods that lie by themselves are no proxy. */
export function isProxy({ unreachable, answers }: ProxySnapshot): boolean {
  return unreachable !== undefined || answers.length === 0 || answers.some(answer => isOfProxy(answer.kind))
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
