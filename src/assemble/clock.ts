import type { Clock } from '../evidence/proxy-evidence.ts'
import type { ParsedAnswers } from './answers.ts'

/**
 * The moment of a target's evidence, from the strongest witness that is there: `--at`, whoever recorded the reading, the
 * process itself (start time + uptime), the newest log line, the newest file.
 * Other `last_updated` times only say that the reading came later, so they are no clock.
 */
export function tellTime(answers: ParsedAnswers, given: number | undefined): Clock {
  if (given !== undefined) return { at: given, from: 'given' }
  if (answers.recordedAt !== undefined) return { at: answers.recordedAt, from: 'recorded' }
  const started = answers.configDump?.bootstrap?.lastUpdated
  const uptime = answers.serverInfo?.uptimeCurrentEpoch
  if (started !== undefined && uptime !== undefined) return { at: started + uptime * 1000, from: 'server' }
  const logged = Math.max(answers.access?.to ?? -Infinity, answers.process?.to ?? -Infinity)
  if (Number.isFinite(logged)) return { at: logged, from: 'log' }
  if (answers.modifiedAt !== undefined) return { at: answers.modifiedAt, from: 'mtime' }
  return { at: undefined, from: 'none' }
}
