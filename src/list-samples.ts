import { isKnown, type Known } from './evidence/absent.ts'
import type { StatsSeries } from './evidence/growth.ts'
import type { ListedStats } from './evidence/listed-stats.ts'
import type { Problem } from './evidence/problem.ts'
import type { StatsSample } from './evidence/stats.ts'
import type { Answer, ProxySnapshot } from './snapshot/snapshot.ts'
import { listStats } from './sources/envoy-admin/stats/list-stats.ts'

/** Reads the two samples of a series again for statistics by their printed names. */
export async function listSamples({ answers }: ProxySnapshot, series: Known<StatsSeries>, wanted: (name: string) => boolean, problems: Problem[]): Promise<{ first: ListedStats | undefined, last: ListedStats | undefined }> {
  if (!isKnown(series)) return { first: undefined, last: undefined }
  // Two samples of a live proxy come from one URL: their time tells them apart.
  const pages = answers.filter(({ kind }) => kind === 'stats')
  const isOf = (sample: StatsSample) => ({ source, readAt }: Answer): boolean => source === sample.source && (sample.readAt === undefined || readAt === sample.readAt)
  const read = async (answer: Answer | undefined): Promise<ListedStats | undefined> => {
    return answer === undefined ? undefined : listStats(answer.open(), answer.source, wanted, problems)
  }
  return { first: series.first === undefined ? undefined : await read(pages.find(isOf(series.first))), last: await read(pages.findLast(isOf(series.last))) }
}
