import { orElse } from '../evidence/absent.ts'
import type { EvidenceKind } from '../evidence/kinds.ts'
import { nowSeconds } from '../evidence/log-summary.ts'
import type { Needs } from '../evidence/needs.ts'
import type { Problem } from '../evidence/problem.ts'
import type { StatsSample } from '../evidence/stats.ts'
import type { ParsedAnswers } from '../assemble/answers.ts'
import type { Answer, Failure, ProxySnapshot } from '../snapshot/snapshot.ts'
import { readAgent } from './agent/read-agent.ts'
import { readAdminLog } from './envoy-admin/admin-log/read-admin-log.ts'
import { readConfiguration } from './envoy-admin/read-configuration.ts'
import { readSamples } from './envoy-admin/read-samples.ts'
import { readLogs } from './logs/read-logs.ts'

/**
 * Parses all that was given of one proxy. Configuration comes first: it names the clusters, listeners and log formats by which
 * statistics and logs are read. Answers are opened one at a time and streamed.
 * @param earlier statistics of the same proxy that were read before, with the same needs: growth is since then
 */
export async function readProxy(snapshot: ProxySnapshot, needs: Needs, earlier?: StatsSample): Promise<ParsedAnswers> {
  const problems: Problem[] = []
  const failures = new Map<EvidenceKind, Failure>()
  const answers = snapshot.answers.filter(answer => noteFailure(answer, failures, problems))
  const configuration = await readConfiguration(answers, problems)
  const stats = await readSamples(answers, needs, configuration.names, problems, earlier)
  if (stats?.last.missing === 'unknown') {
    problems.push({ source: stats.last.source, message: 'it shows only a part of the statistics: what it leaves out may exist, and is not judged' })
  }
  const logs = await readLogs(answers, {
    nowSeconds: stats?.first === undefined ? nowSeconds : Math.min(nowSeconds, Math.max(5, stats.seconds ?? nowSeconds)),
    formats: accessLogFormats(configuration.parts.configDump),
  }, problems)
  const agent = await readAgent(answers, problems)
  const adminLog = await readAdminLog(answers, problems)
  const given = new Set(answers.map(answer => answer.kind).filter(kind => kind !== 'unknown'))
  for (const kind of given) failures.delete(kind)
  if (logs.access !== undefined) given.add('access_log')
  if (logs.process !== undefined) given.add('process_log')
  if (adminLog !== undefined) given.add('admin_log')
  return {
    name: snapshot.name,
    source: snapshot.name,
    unreachable: snapshot.unreachable?.message,
    ...configuration.parts,
    stats,
    access: logs.access,
    process: logs.process,
    agent, adminLog,
    given, failures,
    recordedAt: newest(answers, 'recorded'),
    modifiedAt: newest(answers, 'mtime'),
    problems,
  }
}

/** Each format that a filter chain configures, once. */
function accessLogFormats(dump: ParsedAnswers['configDump']): string[] {
  return [...new Set(dump?.listeners.flatMap(listener => orElse(listener.chains, []).flatMap(chain => chain.accessLogFormat ?? [])))]
}

/** A failed answer without a body only leaves its reason; a cut one is read as far as it goes. */
function noteFailure(answer: Answer, failures: Map<EvidenceKind, Failure>, problems: Problem[]): boolean {
  if (answer.failure === undefined) return true
  problems.push({ source: answer.source, message: answer.failure.message })
  if (answer.kind !== 'unknown') failures.set(answer.kind, answer.failure)
  return (answer.bytes ?? 0) > 0 && (answer.failure.reason === 'cut' || answer.failure.reason === 'too-large' || answer.failure.reason === 'interrupted')
}

function newest(answers: readonly Answer[], from: Answer['readAtFrom']): number | undefined {
  const times = answers.filter(answer => answer.readAtFrom === from && answer.readAt !== undefined).map(answer => answer.readAt ?? 0)
  return times.length === 0 ? undefined : Math.max(...times)
}
