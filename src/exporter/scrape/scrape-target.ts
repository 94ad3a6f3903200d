import { diagnose, type RuleSet } from '../../diagnose.ts'
import type { Report } from '../../engine/report.ts'
import { isKnown } from '../../evidence/absent.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import type { StatsSample } from '../../evidence/stats.ts'
import { denyAddress } from '../../http/denied-addresses.ts'
import type { LiveTarget } from '../../http/target.ts'
import type { Answer, Failure } from '../../snapshot/snapshot.ts'
import { collectLive } from '../../sources/collect/collect-live.ts'
import type { RequestPlan } from '../../sources/collect/request-plan.ts'
import { readExtensionPage, type ExtensionPage } from '../extension/read-page.ts'
import type { Module } from '../modules.ts'
import { extensionPath } from './plan.ts'
import type { Turns } from './turns.ts'

/** What one request of a scrape gave. */
export interface Asked { path: string, bytes: number, failure: string | undefined }

/** What one scrape of one target gave. */
export interface Scraped {
  /** Tells this scrape from all others, when nothing else of it is kept. */
  token: object
  /** Why it is not up; undefined where it is. */
  failure: Failure | undefined
  report: Report | undefined
  evidence: ProxyEvidence | undefined
  extension: ExtensionPage | undefined
  /** The statistics that the next scrape is judged against. */
  sample: StatsSample | undefined
  asked: readonly Asked[]
  problems: readonly Problem[]
  seconds: number
  bytes: number
  /** When it ended, milliseconds since the epoch. */
  at: number
}

export interface ScrapeJob {
  target: LiveTarget
  module: Module
  ruleSet: RuleSet
  plan: readonly RequestPlan[]
  earlier: StatsSample | undefined
  /** For all of it. */
  seconds: number
  tool: Report['tool']
  /** Evidence of one target at a time is in memory. */
  turns: Turns
}

const MiB = 1024 * 1024

/** Reads a target once, within its time, and judges it. Never throws for what the target does. */
export async function scrapeTarget(job: ScrapeJob): Promise<Scraped> {
  const { target, module, plan, seconds, turns } = job
  const started = performance.now()
  const snapshot = await collectLive([target], plan, {
    intervalSeconds: 0, once: true,
    deadlines: { connectSeconds: Math.min(2, seconds / 2), requestSeconds: seconds, targetSeconds: seconds },
    maxBytes: module.maxBytes, denyAddress,
    // Many targets are read at once: what is not small waits its turn in a file.
    spool: { inMemoryPerBody: MiB / 2, inMemory: MiB },
  })
  try {
    const [proxy] = snapshot.proxies
    const answers = proxy?.answers ?? []
    const asked = answers.map(({ query, bytes, failure }) => ({ path: query ?? '', bytes: bytes ?? 0, failure: failure?.message }))
    const bytes = asked.reduce((sum, one) => sum + one.bytes, 0)
    const failure = proxy?.unreachable ?? failureOf(answers)
    const nothing = { report: undefined, evidence: undefined, extension: undefined, sample: undefined }
    const judged = proxy === undefined || failure !== undefined
      ? { ...nothing, problems: [] }
      : await turns.take(() => judge(job, { ...snapshot, proxies: [{ ...proxy, answers: answers.filter(answer => answer.query !== extensionPath) }] }, answers.find(answer => answer.query === extensionPath)))
    return { ...judged, token: {}, failure, asked, bytes, seconds: (performance.now() - started) / 1000, at: Date.now() }
  } finally {
    await snapshot.close()
  }
}

/** Statistics that are not whole would give wrong numbers: then the target is not up. */
function failureOf(answers: readonly Answer[]): Failure | undefined {
  const stats = answers.filter(answer => answer.kind === 'stats' && answer.query !== extensionPath)
  return stats.length === 0 ? { reason: 'not-envoy', message: 'it gave no statistics' } : stats.find(answer => answer.failure !== undefined)?.failure
}

async function judge(job: ScrapeJob, snapshot: Parameters<typeof diagnose>[0], page: Answer | undefined): Promise<Pick<Scraped, 'report' | 'evidence' | 'extension' | 'sample' | 'problems'>> {
  let evidence: ProxyEvidence | undefined
  const report = await diagnose(snapshot, job.ruleSet, {
    tool: job.tool, at: undefined,
    ...(job.earlier !== undefined && { earlier: new Map([[job.target.name, job.earlier]]) }),
    onEvidence: found => { evidence = found },
  })
  const problems = [...report.problems]
  const extension = page === undefined || page.failure !== undefined ? undefined : await readExtensionPage(page.open(), page.source, problems)
  if (page?.failure !== undefined) problems.push({ source: page.source, message: page.failure.message })
  const series = evidence?.series
  return { report, evidence, extension, problems, sample: series !== undefined && isKnown(series) ? series.last : undefined }
}
