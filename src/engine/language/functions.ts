import type { Environment } from '@marcbachmann/cel-js'
import { acceptsBoth, compareSans, coversName, listBypassed, listIdleTargets, listMissingClusters, listNames, listShadowed, listUnqualified, nearestChain, nearestRoute, percentOf } from '../../analysis/index.ts'
import type { Cluster, Listener, LogGroup, Proxy, RouteConfig, VirtualHost } from '../../evidence/schema.ts'
import { demand, orElse } from '../../evidence/absent.ts'
import { viewOf } from './views.ts'

/** Where functions of the rule language read statistics and logs for the subject at hand. All throw Absent. */
export interface Reader {
  growth: (metric: string) => number
  /** The counter since start, in the newest sample. */
  total: (metric: string) => number
  /** The gauge in the newest sample. */
  gauge: (metric: string) => number
  /** The gauge in the older of two samples. */
  gaugeBefore: (metric: string) => number
  proxyGrowth: (metric: string) => number
  proxyGauge: (metric: string) => number
  serverGrowth: (metric: string) => number
  /** Growth of a statistic of any cluster of the subject's proxy. */
  clusterGrowth: (cluster: string, metric: string) => number
  requests: (filter: string) => readonly LogGroup[]
  seconds: () => number
}

/** Functions whose only argument names a statistic, and the scope it is read in. */
export const statFunctions: Readonly<Record<string, 'subject' | 'server' | 'peer'>> = {
  growth: 'subject', total: 'subject', gauge: 'subject', gaugeBefore: 'subject',
  proxyGrowth: 'server', proxyGauge: 'server', serverGrowth: 'peer',
}

/** Functions that read counters, so that they need two samples and can be re-read as totals for a lead. */
export const growthFunctions: ReadonlySet<string> = new Set(['growth', 'proxyGrowth', 'serverGrowth'])

/** Functions that read counters of clusters beside the subject, and which. */
export const clusterFunctions: Readonly<Record<string, readonly string[]>> = { idleTargets: ['upstream_rq_total', 'upstream_rq_retry'] }

/** Functions whose argument filters access-log groups. */
export const requestFunctions: ReadonlySet<string> = new Set(['requests', 'requestGroups'])

const raw = <T>(view: { raw: T }): T => view.raw
const unwrap = <T>(list: readonly { raw: T }[]): T[] => list.map(raw)

export function registerFunctions(environment: Environment, reader: Reader): void {
  const register = (signature: string, handler: (...args: never[]) => unknown): void => {
    environment.registerFunction(signature, handler, { async: false })
  }
  for (const name of ['growth', 'total', 'gauge', 'gaugeBefore', 'proxyGrowth', 'proxyGauge', 'serverGrowth'] as const) {
    register(`${name}(string): double`, (metric: string) => reader[name](metric))
  }
  const count = (filter: string): number => reader.requests(filter).reduce((sum, group) => sum + group.count, 0)
  register('requests(): double', () => count(''))
  register('requests(string): double', count)
  register('requestGroups(string): list<LogGroup>', (filter: string) => reader.requests(filter).map(group => viewOf('LogGroup', group)))
  register('seconds(): double', () => reader.seconds())
  register('ratio(double, double): double', (part: number, whole: number) => whole === 0 ? 0 : part / whole)
  register('percent(double, double): string', percentOf)
  register('listed(list<string>): string', listNames)
  // CEL's string() writes doubles as it likes; this one writes them as people do.
  register('shown(double): string', (value: number) => Number.isInteger(value) ? String(value) : value.toFixed(1))
  register('compareSans(list<string>, list<string>): string', compareSans)
  register('coversName(list<string>, string): bool', coversName)
  register('acceptsBoth(list<Listener>, string): bool',
    (listeners: readonly { raw: Listener }[], statPrefix: string) => acceptsBoth(unwrap(listeners), statPrefix))
  register('nearestRoute(list<RouteConfig>, list<LogGroup>): string',
    (configs: readonly { raw: RouteConfig }[], groups: readonly { raw: LogGroup }[]) => nearestRoute(unwrap(configs), unwrap(groups)))
  register('unqualifiedNames(list<RouteConfig>, list<LogGroup>): list<string>',
    (configs: readonly { raw: RouteConfig }[], groups: readonly { raw: LogGroup }[]) => listUnqualified(unwrap(configs), unwrap(groups)))
  register('bypassedHosts(list<Cluster>): list<string>', (clusters: readonly { raw: Cluster }[]) => listBypassed(unwrap(clusters)))
  register('shadowedRoutes(VirtualHost): list<string>', (host: { raw: VirtualHost }) => listShadowed(host.raw))
  register('idleTargets(Proxy, VirtualHost): list<string>', ({ raw: proxy }: { raw: Proxy }, host: { raw: VirtualHost }) => {
    const label = (name: string): string => orElse(proxy.clusters, []).find(cluster => cluster.name === name)?.label ?? name
    return listIdleTargets(demand(proxy.routeConfigs), host.raw, name => reader.clusterGrowth(name, 'upstream_rq_total') - reader.clusterGrowth(name, 'upstream_rq_retry'), label)
  })
  register('nearestChain(Listener, list<Cluster>): string',
    (listener: { raw: Listener }, clusters: readonly { raw: Cluster }[]) => nearestChain(listener.raw, unwrap(clusters)))
  register('missingClusters(list<RouteConfig>, list<Cluster>): list<string>',
    (configs: readonly { raw: RouteConfig }[], clusters: readonly { raw: Cluster }[]) => listMissingClusters(unwrap(configs), unwrap(clusters)))
}
