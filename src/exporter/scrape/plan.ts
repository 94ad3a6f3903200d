import type { Needs } from '../../evidence/needs.ts'
import { planRequests } from '../../sources/envoy-admin/requests.ts'
import type { RequestPlan } from '../../sources/collect/request-plan.ts'
import type { Module } from '../modules.ts'

/** App Mesh's own statistics, and the histograms that its TargetResponseTime is derived from: only Prometheus' form has their buckets. */
export const extensionPath = `/stats/prometheus?usedonly&filter=${encodeURIComponent('^appmesh\\.|\\.upstream_rq_time$')}`

/** The requests of one scrape, as few and as narrow as the module wants. */
export function planScrape(needs: Needs, { stats, extension }: Module): RequestPlan[] {
  const plan = planRequests(needs).map(request => ({ ...request, sampled: false, path: request.path === '/stats' ? statsPath(stats, needs) : request.path }))
  return extension ? [...plan, { path: extensionPath, kind: 'stats', heavy: true, sampled: false }] : plan
}

function statsPath(stats: Module['stats'], needs: Needs): string {
  if (stats === 'all') return '/stats'
  return stats === 'used' ? '/stats?usedonly' : `/stats?usedonly&filter=${encodeURIComponent(filterOf(needs))}`
}

/** Names end in their metric: one alternative each. Envoy searches for the pattern anywhere in a name, hence the `$`. */
function filterOf(needs: Needs): string {
  const metrics = new Set(['server.uptime', 'server.state', 'server.live', 'server.concurrency', 'server.hot_restart_epoch', 'server.hot_restart_generation'])
  for (const own of needs.stats.values()) for (const metric of own) metrics.add(metric.replace(/\.p(?:50|99)$/, ''))
  return `(${[...metrics].sort().map(metric => metric.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`
}
