import { Absent, isKnown, type Known } from '../evidence/absent.ts'
import type { Rejection, Subscription } from '../evidence/schema.ts'
import { lackOfPage, type MissingKinds, type ParsedAnswers } from './answers.ts'

/** What an xDS type URL, as logs and rejections name it, is called in statistics. */
const typeNames: readonly (readonly [RegExp, string])[] = [
  [/\.Cluster$/, 'cds'], [/\.Listener$/, 'lds'], [/\.RouteConfiguration$/, 'rds'], [/\.ClusterLoadAssignment$/, 'eds'], [/\.Secret$/, 'sds'],
]

/** `type.googleapis.com/envoy.config.cluster.v3.Cluster` -> `cds`; short names stay. */
export function subscriptionType(type: string): string {
  return typeNames.find(([pattern]) => pattern.test(type))?.[1] ?? type
}

const listenerRejections = 'config_dump'

/** Every refused resource that config_dump's error_state or the process log names, once each. */
export function joinRejections(answers: ParsedAnswers, missing: MissingKinds): Known<readonly Rejection[]> {
  const dumped = answers.configDump?.sections.has('ListenersConfigDump') === true ? answers.configDump.rejections : undefined
  const logged = answers.process?.rejections
  if (dumped === undefined && logged === undefined) return missing.of(listenerRejections, 'process_log')
  const seen = new Map<string, Rejection>()
  for (const rejection of [...dumped ?? [], ...logged ?? []]) {
    const named = { ...rejection, type: subscriptionType(rejection.type) }
    const key = `${named.type} ${named.resource ?? ''} ${named.reason}`
    if (!seen.has(key)) seen.set(key, named)
  }
  return [...seen.values()]
}

const labels: Readonly<Record<string, string>> = { cds: 'clusters (CDS)', lds: 'listeners (LDS)', rds: 'routes', eds: 'endpoints', sds: 'secret' }

/** The xDS subscriptions that have counters; without statistics, those of which something was refused. */
export function joinSubscriptions(answers: ParsedAnswers, rejections: Known<readonly Rejection[]>, missing: MissingKinds): Known<readonly Subscription[]> {
  const refused = isKnown(rejections) ? [...new Set(rejections.map(rejection => rejection.type))] : []
  if (answers.stats === undefined && refused.length === 0) return missing.of('stats')
  const names = answers.stats === undefined ? refused : [...answers.stats.last.scopes.get('subscription')?.keys() ?? []]
  const lack = names.length === 0 ? lackOfPage(answers, 'subscription') : undefined
  return lack ?? names.map(name => {
    const [type = '', ...rest] = name.split(' ')
    const resource = rest.join(' ')
    return {
      type, resource,
      label: `${labels[type] ?? type}${resource === '' ? '' : ` ${resource}`}`,
      rejections: rejectionsOf(type, resource, rejections),
    }
  })
}

/** Listeners' rejections stand in config_dump; those of every other type only in the process log. */
function rejectionsOf(type: string, resource: string, rejections: Known<readonly Rejection[]>): Known<readonly Rejection[]> {
  if (!isKnown(rejections)) return rejections
  const mine = rejections.filter(rejection => rejection.type === type && (resource === '' || rejection.resource === undefined || rejection.resource === resource))
  if (mine.length === 0 && type !== 'lds') return new Absent('process_log', 'only the process log names what was refused')
  return mine
}
