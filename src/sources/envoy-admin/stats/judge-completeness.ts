import type { Needs } from '../../../evidence/needs.ts'
import { statName, type ScopeKind, type StatsSample } from '../../../evidence/stats.ts'
import type { StatsCollector } from './collect-stats.ts'

/** Fewer statistics are a snippet, which tells nothing by what it leaves out. */
export const leastOfAPage = 20

/** What a statistic that is not in the page means, from the page and the query that it answers. */
export function judgeMissing(page: StatsCollector, query: string | undefined, cut: boolean, needs: Needs): StatsSample['missing'] {
  if (cut || page.overfull) return 'unknown'
  const parameters = new URLSearchParams(query === undefined ? '' : query.slice(query.indexOf('?') + 1))
  const usedOnly = parameters.has('usedonly')
  if (narrowsOtherwise(parameters)) return 'unknown'
  const filter = parameters.get('filter')
  if (filter !== null && filter !== '') {
    if (!admitsNeeds(filter, needs)) return 'unknown'
    return usedOnly ? 'zero' : 'nonexistent'
  }
  // Families that every Envoy has are missing: someone cut the page, or a stats_matcher hides more than can be told.
  if (!page.sawServer || !page.sawManager) return 'unknown'
  if (usedOnly || (page.zeroCounters === 0 && page.scalars >= leastOfAPage)) return 'zero'
  return 'nonexistent'
}

function narrowsOtherwise(parameters: URLSearchParams): boolean {
  const type = parameters.get('type')
  return (type !== null && type !== '' && type !== 'All') || parameters.has('invert_filter') || parameters.get('hidden') === 'only'
}

/** Whether a filter lets through every statistic that rules read, whatever its cluster or listener is called. */
function admitsNeeds(filter: string, needs: Needs): boolean {
  const pattern = compileFilter(filter)
  if (pattern === undefined) return false
  const names: [ScopeKind, string][] = [
    ['cluster', 'x'], ['listener', 'x'], ['http', 'x'], ['tcp', 'x'], ['server', ''],
    ...['cds', 'lds', 'rds x', 'sds x', 'eds x'].map((name): [ScopeKind, string] => ['subscription', name]),
  ]
  return names.every(([scope, name]) => [...needs.stats.get(scope) ?? []].every(metric =>
    pattern.test(statName(scope, name, metric.replace(/\.p(50|99)$/, '')))))
}

/** Filters that mean the same in RE2 and here, and that cannot run away: no repeated groups, no flags, few repetitions. */
function compileFilter(filter: string): RegExp | undefined {
  const repetitions = filter.match(/[*+{]/g)?.length ?? 0
  if (repetitions > 3 || /\)[*+?{]|\(\?[^:]|\[\[|\\[^.\\|()[\]^$*+?{}dDwWsS-]/.test(filter)) return undefined
  try {
    return new RegExp(filter)
  } catch {
    return undefined
  }
}
