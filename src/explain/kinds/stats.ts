import type { StatFact } from '../facts.ts'
import { tellFact } from '../meaning.ts'
import type { Knowledge, Meaning } from '../meaning.ts'
import { findGrpcCode } from './codes.ts'

/** Envoy's own prefixes in Prometheus names, where dots became underscores. */
const prometheus = /^envoy_(?:(?:cluster_manager|listener_manager|control_plane|cluster|listener|server|http|tcp|overload|dns_cares|sds)_)?/

/** Statistic names: `cluster.payments.upstream_cx_connect_fail`, with or without scope and value, also as Prometheus prints them. */
export function readStat(question: string, knowledge: Knowledge): Meaning[] {
  const { stats, scopes, source } = knowledge.facts.stats
  const name = question.trim().replace(/\{.*$/, '').replace(/(?::\s*|\s+)[\d.e+-]+$/, '').replace(/:$/, '')
  if (name.includes(' ')) return []
  const matches = Object.entries(stats).flatMap(([pattern, stat]) => {
    const end = matchStat(name, pattern)
    return end === undefined ? [] : [{ pattern, stat, end }]
  })
  const [best] = matches.toSorted((a, b) => b.pattern.length - a.pattern.length)
  if (best === undefined) return []
  const scope = name.slice(0, name.length - best.end.length).replace(/[._]$/, '')
  const grpc = best.pattern === 'streams_closed_<n>' ? findGrpcCode(best.end.replace(/^\D+/, ''), knowledge) : undefined
  return [tellStat(best.end, best.stat, scope === '' ? scopes[best.stat.scope] ?? '' : scope, source, grpc === undefined ? [] : [grpc])]
}

function matchStat(name: string, pattern: string): string | undefined {
  const text = pattern.replaceAll('.', '[._]').replace('<code>', '(?:\\dxx|\\d{3})').replace('<n>', '\\d+')
  const raw = new RegExp(`(?:^|\\.)((?:downstream_|upstream_)?${text})$`).exec(name)
  if (raw !== null) return raw[1]
  if (!prometheus.test(name)) return undefined
  // Behind the prefix a group may stand: `ssl_`, `outlier_detection_`. A short name would match by chance.
  const rest = name.replace(prometheus, '')
  const found = new RegExp(`(?:^|_)(${text})$`).exec(rest)
  return found !== null && (found[1] === rest || pattern.includes('_')) ? found[1] : undefined
}

function tellStat(name: string, stat: StatFact, scope: string, source: string, parts: readonly Meaning[]): Meaning {
  return tellFact('statistic', name, stat, source, [
    ['bad', stat.bad === undefined ? '' : String(stat.bad)],
    ['of', scope],
    ['kind', stat.kind === 'counter' ? 'counter: the total since the proxy started; only growth says something about now' : stat.kind],
    ['flag', stat.flag ?? ''],
  ], parts)
}
