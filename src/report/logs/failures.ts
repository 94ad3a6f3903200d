import type { LogFailure, LogReport } from '../../logs/log-report.ts'
import { escapeText } from '../escape.ts'
import { count, formatNumber } from '../phrases.ts'
import { cutMiddle } from '../text/cut.ts'
import { padEnd, padStart } from '../text/width.ts'
import { wrapSentence } from '../text/wrap.ts'
import { firstSentence } from './figures.ts'
import type { LogPage } from './page.ts'
import { layOutSamples } from './samples.ts'

const textStart = 10
const mostMeaningLines = 3

/** The most frequent failures: what, where, why in plain words, and the rule that judges it. A meaning is told once. */
export function layOutFailures(report: LogReport, page: LogPage): string[] {
  if (report.failures.length === 0) return []
  const told = new Set<string>()
  const flagColumns = Math.min(16, report.failures.reduce((most, failure) => Math.max(most, flagsOf(failure).length), 1))
  const { moreFailures } = report
  return [
    '', 'Failures',
    ...report.failures.flatMap(failure => [...layOutFailure(failure, flagColumns, told, page), ...layOutSamples(failure.samples, textStart, page)]),
    ...moreFailures.groups === 0 ? [] : [`${padStart(formatNumber(moreFailures.requests), 8)}  in ${count(moreFailures.groups, 'further group')} (--top)`],
  ]
}

const flagsOf = (failure: LogFailure): string => failure.flags === '' ? '-' : failure.flags

function layOutFailure(failure: LogFailure, flagColumns: number, told: Set<string>, page: LogPage): string[] {
  const code = failure.grpcStatus !== null && failure.grpcStatus > 0 ? `grpc ${failure.grpcStatus}` : failure.code === null ? '-' : String(failure.code)
  const head = `${padStart(formatNumber(failure.requests), 8)}  ${padEnd(code, 3)}  ${padEnd(cutMiddle(escapeText(flagsOf(failure)), flagColumns), flagColumns)}  `
  const where = [
    [distinctOr(failure, 'method', 'methods'), distinctOr(failure, 'path', 'paths')].filter(text => text !== '').join(' '),
    [distinctOr(failure, 'authority', 'authorities'), failure.upstream === '' && failure.distinct.upstream === undefined ? 'no upstream' : `→ ${distinctOr(failure, 'upstream', 'upstreams')}`].filter(text => text !== '').join(' '),
  ].map(escapeText)
  const room = page.width - head.length
  const [request = '', target = ''] = where
  const oneLine = `${request}  ${target}`.trim()
  const first = oneLine.length <= room ? [head + oneLine] : [head + cutMiddle(request === '' ? target : request, room), ...request === '' ? [] : [' '.repeat(textStart) + cutMiddle(target, page.width - textStart)]]
  return [...first, ...layOutReason(failure, page), ...layOutMeaning(failure, told, page)]
}

/** A value, or how many there are: `12 paths`. */
function distinctOr(failure: LogFailure, field: 'method' | 'path' | 'authority' | 'upstream', many: string): string {
  const number = failure.distinct[field]
  return number === undefined ? failure[field] : field === 'method' ? '' : count(number, field, many)
}

/** What Envoy itself wrote as the reason, where it says more than the flag. */
function layOutReason({ details, failure, cluster }: LogFailure, page: LogPage): string[] {
  const texts = [failure !== '' ? failure : details === 'via_upstream' ? '' : details, cluster === '' ? '' : `cluster ${cluster}`].filter(text => text !== '')
  return texts.length === 0 ? [] : [' '.repeat(textStart) + cutMiddle(escapeText(texts.join(' · ')), page.width - textStart)]
}

function layOutMeaning({ meaning, rules }: LogFailure, told: Set<string>, page: LogPage): string[] {
  const key = JSON.stringify([meaning, rules])
  if (told.has(key)) return []
  told.add(key)
  const text = [firstSentence(meaning), rules.join(', ')].join(' ').trim()
  return wrapSentence(text, page.prose - textStart, page.prose).slice(0, mostMeaningLines).map(line => ' '.repeat(textStart) + line)
}
