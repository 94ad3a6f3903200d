import { isKnown } from '../../evidence/absent.ts'
import type { TargetPage } from '../page/target-page.ts'
import type { Scraped } from '../scrape/scrape-target.ts'
import { describeExtension } from '../extension/describe-extension.ts'
import { describeProxy } from './describe-proxy.ts'
import { describeReport } from './describe-report.ts'
import { families } from './families.ts'

/** Puts all series of a scrape. Of a target that is not up there are only those that say so. */
export function describeScrape(page: TargetPage, scraped: Scraped): void {
  const { failure, report, evidence, extension, seconds, bytes, problems, at } = scraped
  page.begin()
  page.add(families.up, [], failure === undefined ? 1 : 0)
  page.add(families.duration, [], seconds)
  page.add(families.bytes, [], bytes)
  page.add(families.problems, [], problems.length)
  page.add(families.dropped, [], 0)
  if (failure !== undefined) page.add(families.failure, ['reason', failure.reason], 1)
  if (report !== undefined) describeReport(page, report)
  if (evidence !== undefined) {
    const { series } = evidence
    if (isKnown(series) && series.first !== undefined && series.incomparable === undefined && series.seconds !== undefined) page.add(families.growthSeconds, [], series.seconds)
    describeProxy(page, evidence, at)
    if (extension !== undefined) describeExtension(page, evidence, extension)
  }
  page.set(families.dropped, page.dropped)
}
