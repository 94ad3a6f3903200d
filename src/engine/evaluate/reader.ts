import { Absent, demand } from '../../evidence/absent.ts'
import { readGrowth } from '../../evidence/growth.ts'
import type { LogSummary } from '../../evidence/log-summary.ts'
import type { Digest, ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import type { LogGroup } from '../../evidence/schema.ts'
import { readStat, statName, type ScopeKind, type StatValue } from '../../evidence/stats.ts'
import { subjectKinds } from '../../evidence/subjects.ts'
import type { Reader } from '../language/functions.ts'
import type { EvidenceLine } from '../report.ts'
import { compileRequestFilter } from './request-filter.ts'
import type { Subject } from './subjects.ts'

type Evidence = Pick<ProxyEvidence, 'series' | 'log' | 'requestsByCluster'>

/** What is being judged, and whose evidence answers. */
export interface Judged {
  subject: Subject
  evidence: Evidence
  /** The server's digest and the stat name of its listener, for edges. */
  peer: { digest: Digest, listener: string } | undefined
  /** `growth` judges; `total` asks what the counters since start would say, for leads. */
  mode: 'growth' | 'total'
}

/** More reads than this in one judgement, and the rule is stopped: no rule of ours comes near it. */
const readBudget = 20_000

/** What was read, before it has a name: most of it is zero and never shown. */
interface Reading { source: string, nameOf: (() => string) | { scope: ScopeKind, name: string, metric: string }, value: number, growth?: number, seconds?: number }

/** Answers the functions of the rule language for the subject that is set, and remembers what was read as evidence lines. */
export class EvidenceReader implements Reader {
  #judged: Judged | undefined
  #readings: Reading[] = []
  #reads = 0

  /** Starts a judgement. */
  begin(judged: Judged): void {
    this.#judged = judged
    this.#readings = []
    this.#reads = 0
  }

  /** What was read since `begin`, each statistic once as it was read last, without the zeros. */
  lines(): EvidenceLine[] {
    const lines = new Map<string, EvidenceLine>()
    for (const { source, nameOf, ...numbers } of this.#readings) {
      const name = typeof nameOf === 'function' ? nameOf() : statName(nameOf.scope, nameOf.name, nameOf.metric)
      lines.set(name, { source, name, ...numbers })
    }
    return [...lines.values()].filter(line => line.growth !== undefined ? line.growth !== 0 : line.value !== 0)
  }

  forget(): void {
    this.#readings = []
  }

  growth(metric: string): number {
    const { subject } = this.#now()
    return this.#readGrowth(this.#now().evidence, subjectKinds[subject.kind].scope, subject.statName, metric)
  }

  proxyGrowth(metric: string): number {
    return this.#readGrowth(this.#now().evidence, 'server', '', metric)
  }

  serverGrowth(metric: string): number {
    const { peer } = this.#now()
    if (peer === undefined) throw new Absent('peer', "the server's side was not given")
    return this.#readGrowth(peer.digest.evidence, 'listener', peer.listener, metric)
  }

  clusterGrowth(cluster: string, metric: string): number {
    return this.#readGrowth(this.#now().evidence, 'cluster', cluster, metric)
  }

  total(metric: string): number {
    return this.#readGauge(metric, 'last')
  }

  gauge(metric: string): number {
    return this.#readGauge(metric, 'last')
  }

  gaugeBefore(metric: string): number {
    return this.#readGauge(metric, 'first')
  }

  proxyGauge(metric: string): number {
    const { last } = demand(this.#now().evidence.series)
    const value = toNumber(readStat(last, 'server', '', metric))
    this.#note({ source: last.source, nameOf: { scope: 'server', name: '', metric }, value })
    return value
  }

  requests(filter: string): readonly LogGroup[] {
    const { subject, evidence, mode } = this.#now()
    const log = demand(evidence.log)
    const { test, broad, isPrinted } = compileRequestFilter(filter)
    const all = groupsOf(subject, evidence, log, mode)
    const groups = all.filter(test)
    if (groups.length === 0 && isPrinted !== undefined) demandPrinted(all.filter(broad), isPrinted)
    const count = groups.reduce((sum, group) => sum + group.count, 0)
    const window = Math.max(0, Math.round((log.now.to - log.now.from) / 1000))
    if (filter !== '') this.#note({ source: log.source, nameOf: () => describeFilter(filter), value: count, growth: count, seconds: window })
    return groups
  }

  seconds(): number {
    const { seconds } = demand(this.#now().evidence.series)
    if (seconds === undefined) throw new Absent('clock', 'nothing tells how far the samples are apart')
    return seconds
  }

  #readGauge(metric: string, which: 'first' | 'last'): number {
    const { subject, evidence } = this.#now()
    const series = demand(evidence.series)
    const sample = which === 'last' ? series.last : series.first
    if (sample === undefined) throw new Absent('second sample', 'one sample: this needs two')
    const { scope } = subjectKinds[subject.kind]
    const value = toNumber(readStat(sample, scope, subject.statName, metric))
    this.#note({ source: sample.source, nameOf: { scope, name: subject.statName, metric }, value })
    return value
  }

  #readGrowth(evidence: Evidence, scope: ScopeKind, name: string, metric: string): number {
    const series = demand(evidence.series)
    if (this.#now().mode === 'total') {
      const value = toNumber(readStat(series.last, scope, name, metric))
      this.#note({ source: series.last.source, nameOf: { scope, name, metric }, value })
      return value
    }
    const growth = readGrowth(series, scope, name, metric)
    this.#note({
      source: series.last.source, nameOf: { scope, name, metric }, value: toNumber(growth.last), growth: growth.delta,
      ...(growth.seconds === undefined ? {} : { seconds: growth.seconds }),
    })
    return growth.delta
  }

  #now(): Judged {
    if (this.#judged === undefined) throw new Error('nothing is being judged')
    if (++this.#reads > readBudget) throw new Error(`read more than ${readBudget} pieces of evidence for one subject`)
    return this.#judged
  }

  #note(reading: Reading): void {
    this.#readings.push(reading)
  }
}

/** @throws Absent where requests may be meant and their lines leave out what would tell. */
function demandPrinted(candidates: readonly LogGroup[], isPrinted: (group: LogGroup) => boolean): void {
  if (candidates.length > 0 && !candidates.some(isPrinted)) throw new Absent('supported form', "the access log's format prints neither response code details nor failure reasons")
}

function groupsOf(subject: Subject, evidence: Evidence, log: LogSummary, mode: Judged['mode']): readonly LogGroup[] {
  if (mode === 'total' && subjectKinds[subject.kind].scope !== 'cluster') return log.earlier
  if (subjectKinds[subject.kind].scope !== 'cluster') return log.recent
  return evidence.requestsByCluster.get(subject.name) ?? []
}

/** `flag:UF` -> `requests with flag UF`, for evidence lines. */
function describeFilter(filter: string): string {
  return `requests with ${filter.replaceAll(':', ' ')}`
}

function toNumber(value: StatValue): number {
  if (typeof value === 'string') throw new Absent('stat', 'the statistic is a text')
  return Number(value)
}
