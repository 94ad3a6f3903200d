import { Absent, isKnown } from '../evidence/absent.ts'
import type { Problem } from '../evidence/problem.ts'
import type { Digest, ProxyEvidence } from '../evidence/proxy-evidence.ts'
import { subjectKinds } from '../evidence/subjects.ts'
import { isLeftOut } from './digest.ts'
import { findEdges, type FoundEdge } from './edges.ts'
import { BrokenRule, evaluateRule } from './evaluate/evaluate-rule.ts'
import type { EvidenceReader, Judged } from './evaluate/reader.ts'
import { edgeSubject, fleetSubject, listSubjects, siblingSubject, type Subject } from './evaluate/subjects.ts'
import type { Judgement, Verdict } from './evaluate/verdict.ts'
import type { Rule } from './rules/rule.ts'
import { findSiblings } from './siblings.ts'

/** Judgements, and the rules that broke on the way. */
export interface Judgements {
  /** All but those that are clear without a lead: of these there may be hundreds of thousands, and nothing is said of each. */
  judgements: Judgement[]
  /** How many are clear without a lead. */
  clear: number
  problems: Problem[]
}

/** Told of a clear judgement, of which nothing else is kept. */
export type OnClear = (rule: string, target: string, subject: string) => void

type Evidence = ProxyEvidence | Digest['evidence']

/** Runs every rule that needs one proxy only over its evidence. */
export function judgeProxy(rules: readonly Rule[], evidence: ProxyEvidence, reader: EvidenceReader, onClear?: OnClear): Judgements {
  const judge = new Judge(reader, onClear)
  for (const rule of rules) {
    if (subjectKinds[rule.each].stage !== 'proxy') continue
    const subjects = listSubjects(rule.each, evidence)
    if (evidence.proxy === undefined && rule.each !== 'target') {
      judge.add(rule, evidence, { kind: 'unchecked', lack: 'server_info', reason: `the target could not be read: ${evidence.target.unreachable ?? ''}`, lead: undefined })
    } else if (!providerFits(rule, evidence)) {
      judge.add(rule, evidence, { kind: 'not-applicable', reason: `only for ${rule.source.provider ?? ''}` })
    } else if (!isKnown(subjects)) {
      judge.add(rule, evidence, { kind: 'unchecked', lack: subjects.lack, reason: subjects.reason, lead: undefined })
    } else {
      judge.each(rule, evidence, subjects.map(subject => ({ subject, peer: undefined })))
    }
  }
  return judge
}

/** Runs the rules about edges and about the fleet over the digests of all proxies. */
export function judgeMesh(rules: readonly Rule[], digests: readonly Digest[], reader: EvidenceReader, onClear?: OnClear): Judgements & { edges: FoundEdge[] } {
  const judge = new Judge(reader, onClear)
  const edges = findEdges(digests)
  const byClient = groupByClient(edges)
  const siblings = rules.some(rule => rule.each === 'sibling') ? findSiblings(digests) : []
  for (const rule of rules) {
    if (rule.each === 'edge') {
      for (const client of digests) {
        if (client.evidence.proxy === undefined) continue
        if (!providerFits(rule, client.evidence)) {
          judge.add(rule, client.evidence, { kind: 'not-applicable', reason: `only for ${rule.source.provider ?? ''}` })
          continue
        }
        const { clusters } = client.evidence.proxy
        if (clusters instanceof Absent && !isLeftOut(clusters)) {
          judge.add(rule, client.evidence, { kind: 'unchecked', lack: clusters.lack, reason: clusters.reason, lead: undefined })
          continue
        }
        judge.each(rule, client.evidence, (byClient.get(client) ?? []).map(({ edge, peer }) => ({
          subject: edgeSubject(edge),
          peer: peer?.listener === undefined ? undefined : { digest: peer.digest, listener: peer.listener.statName },
        })))
      }
    } else if (rule.each === 'sibling') {
      judgeSiblings(rule, digests, siblings, judge)
    } else if (rule.each === 'fleet') {
      const [first] = digests
      const proxies = digests.map(digest => digest.evidence.proxy).filter(proxy => proxy !== undefined)
      if (first !== undefined) judge.each(rule, first.evidence, [{ subject: fleetSubject({ proxies }), peer: undefined }])
    }
  }
  return { judgements: judge.judgements, clear: judge.clear, problems: judge.problems, edges }
}

/** Each proxy is judged beside its siblings; without any, the rule is about nothing. */
function judgeSiblings(rule: Rule, digests: readonly Digest[], siblings: ReturnType<typeof findSiblings>, judge: Judge): void {
  for (const { digest, sibling } of siblings) judge.all(rule, digest.evidence, [{ subject: siblingSubject(sibling), peer: undefined }])
  const [first] = digests
  if (siblings.length === 0 && first !== undefined) judge.addNone(rule, first.evidence)
}

function groupByClient(edges: readonly FoundEdge[]): ReadonlyMap<Digest, readonly FoundEdge[]> {
  const groups = new Map<Digest, FoundEdge[]>()
  for (const edge of edges) {
    const known = groups.get(edge.client)
    if (known === undefined) groups.set(edge.client, [edge])
    else known.push(edge)
  }
  return groups
}

function providerFits(rule: Rule, evidence: Pick<Evidence, 'proxy'>): boolean {
  const { provider } = rule.source
  return provider === undefined || evidence.proxy?.provider === provider || evidence.proxy?.provider === 'unknown'
}

/** Collects verdicts, and the rules that broke on the way. */
export class Judge {
  readonly judgements: Judgement[] = []
  clear = 0
  readonly problems: Problem[] = []
  readonly #reader: EvidenceReader
  readonly #onClear: OnClear | undefined

  constructor(reader: EvidenceReader, onClear?: OnClear) {
    this.#reader = reader
    this.#onClear = onClear
  }

  add(rule: Rule, evidence: Evidence, verdict: Verdict, subject = '', label = evidence.target.label): void {
    if (verdict.kind === 'clear') this.#onClear?.(rule.id, evidence.target.id, subject)
    if (verdict.kind === 'clear' && verdict.lead === undefined) this.clear++
    else this.judgements.push({ rule: rule.id, target: evidence.target.id, subject, label, verdict })
  }

  /** What is clear is counted, and its subject need not be named for that. */
  addOf(rule: Rule, evidence: Evidence, verdict: Verdict, subject: Subject): void {
    if (verdict.kind === 'clear' && verdict.lead === undefined && this.#onClear === undefined) this.clear++
    else this.add(rule, evidence, verdict, subject.name, subject.label)
  }

  /** Judges subjects by a rule; where it is about none of them, it is not applicable. */
  each(rule: Rule, evidence: Evidence, subjects: Iterable<{ subject: Subject, peer: Judged['peer'] }>): void {
    if (this.all(rule, evidence, subjects) === 0) this.addNone(rule, evidence)
  }

  addNone(rule: Rule, evidence: Evidence): void {
    this.add(rule, evidence, { kind: 'not-applicable', reason: `no ${rule.each.replace('_', ' ')} it is about` })
  }

  /** @returns how many of the subjects the rule is about */
  all(rule: Rule, evidence: Evidence, subjects: Iterable<{ subject: Subject, peer: Judged['peer'] }>): number {
    let judged = 0
    for (const { subject, peer } of subjects) {
      try {
        const verdict = evaluateRule(rule, subject, evidence, peer, this.#reader)
        if (verdict === undefined) continue
        judged++
        this.addOf(rule, evidence, verdict, subject)
      } catch (error) {
        if (!(error instanceof BrokenRule)) throw error
        judged++
        this.problems.push({ source: rule.source.file, message: error.message })
        this.add(rule, evidence, { kind: 'unchecked', lack: 'supported form', reason: 'the rule failed', lead: undefined }, subject.name, subject.label)
        break
      }
    }
    return judged
  }
}
