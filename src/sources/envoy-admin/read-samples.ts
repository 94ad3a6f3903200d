import type { StatsSeries } from '../../evidence/growth.ts'
import type { Needs } from '../../evidence/needs.ts'
import type { StatsSample } from '../../evidence/stats.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Answer } from '../../snapshot/snapshot.ts'
import type { KnownNames } from './stats/known-names.ts'
import { pairSamples } from './stats/order-samples.ts'
import { StatsReader } from './stats/read-stats.ts'

/**
 * Reads every statistics answer of a proxy and pairs them in order of time; undefined where there is none.
 * @param earlier a sample of the same proxy that was read before, with the same needs
 */
export async function readSamples(answers: readonly Answer[], needs: Needs, names: KnownNames, problems: Problem[], earlier?: StatsSample): Promise<StatsSeries | undefined> {
  const samples: StatsSample[] = []
  for (const { source, query, readAt, readAtFrom, open } of answers.filter(answer => answer.kind === 'stats')) {
    const reader = new StatsReader({
      source, needs, names, problems,
      ...(query === undefined ? {} : { query }),
      // An mtime is when a file was copied as often as when it was written: too weak to compute rates from.
      ...(readAt === undefined ? {} : readAtFrom === 'recorded' ? { readAt } : { modifiedAt: readAt }),
    })
    for await (const chunk of open()) reader.write(chunk)
    samples.push(reader.end())
  }
  if (samples.length === 0) return undefined
  return pairSamples(earlier === undefined ? samples : [earlier, ...samples], problems)
}
