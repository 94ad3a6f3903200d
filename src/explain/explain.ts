import { readAccessLine, readJsonLine } from './kinds/access-line.ts'
import { readGrpcCode, readHttpStatus } from './kinds/codes.ts'
import { readDetails } from './kinds/details.ts'
import { readFlags } from './kinds/flags.ts'
import { readProcessLine } from './kinds/process-line.ts'
import { readRule } from './kinds/rules.ts'
import { readStat } from './kinds/stats.ts'
import { readTls } from './kinds/tls.ts'
import type { Knowledge, Meaning, Reader } from './meaning.ts'
import { knownNames, nearestNames } from './nearest.ts'

/** Lines are one thing each; the first that knows its form answers. */
const lines: readonly ((question: string, knowledge: Knowledge, formats: readonly string[]) => Meaning[])[] = [readAccessLine, readJsonLine, readProcessLine]
/** A word may be several things (`overload`); all that know it answer. */
const words: readonly Reader[] = [readRule, readFlags, readGrpcCode, readHttpStatus, readDetails, readStat]

/** What is known about it, or the nearest known names. */
export type Answer = { meanings: readonly Meaning[] } | { unknown: string, nearest: readonly string[] }

const longestQuestion = 16_384
const mostNearest = 3

/**
 * Says what a rule id, response flag, code, detail, TLS text, statistic or pasted log line means; offline and pure.
 * The question is untrusted text; only its first 16 KiB are read.
 * @param formats access-log formats that a pasted line may be of, beside those that are known
 */
export function explain(question: string, knowledge: Knowledge, formats: readonly string[] = []): Answer {
  const text = question.trim().slice(0, longestQuestion)
  for (const reader of lines) {
    const meanings = reader(text, knowledge, formats)
    if (meanings.length > 0) return { meanings }
  }
  const meanings = words.flatMap(reader => reader(text, knowledge))
  if (meanings.length > 0) return { meanings }
  const tls = readTls(text, knowledge)
  return tls.length > 0 ? { meanings: tls } : { unknown: text, nearest: nearestNames(text.slice(0, 200), knownNames(knowledge), mostNearest) }
}
