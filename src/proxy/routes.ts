import { isKnown, type Known } from '../evidence/absent.ts'
import type { ProxyEvidence } from '../evidence/proxy-evidence.ts'
import type { Listener, Route, RouteConfig } from '../evidence/schema.ts'
import { demandProxy } from './demand-proxy.ts'
import { selectRows, type Selection } from './selection.ts'
import type { Table } from './sheet.ts'

/** One route of a virtual host; a virtual host without any has one row all the same. Durations in seconds. */
export interface RouteRow {
  routeConfig: string
  virtualHost: string
  domains: readonly string[]
  /** A connection manager uses its route configuration. */
  used: boolean
  /** Of the listener that uses it; empty where nothing tells or listeners of both directions do. */
  direction: string
  port: number | undefined
  /** `prefix /`, with all further conditions; unset in a virtual host without routes. */
  match: string | undefined
  /** `route`, `redirect`, `direct_response`, …, or `no route`. */
  action: string
  to: readonly { cluster: string, label: string, weight: number | undefined }[]
  /** 15 where unset, 0 = off (Envoy: RouteAction.timeout). */
  timeout: number | undefined
  retryOn: string | undefined
  retries: number | undefined
  perTryTimeout: number | undefined
}

/** The routes of a proxy in the order in which Envoy tries them. */
export function listRoutes(evidence: ProxyEvidence, selection: Selection): Known<Table<RouteRow>> {
  const configs = demandProxy(evidence, proxy => proxy.routeConfigs)
  if (!isKnown(configs)) return configs
  const clusters = demandProxy(evidence, proxy => proxy.clusters)
  const labels = new Map(isKnown(clusters) ? clusters.map(({ name, label }) => [name, label]) : [])
  const listeners = demandProxy(evidence, proxy => proxy.listeners)
  const rows = configs.flatMap(config => describeConfig(config, labels, isKnown(listeners) ? findUsers(config.name, listeners) : []))
  return selectRows(rows, selection, ({ routeConfig, virtualHost, domains, to, direction, port, used }) => ({
    names: [routeConfig, virtualHost, ...domains, ...to.flatMap(({ cluster, label }) => [cluster, label])], direction, port, status: [used ? 'used' : 'unused'],
  }))
}

function findUsers(name: string, listeners: readonly Listener[]): Listener[] {
  return listeners.filter(({ chains }) => isKnown(chains) && chains.some(chain => chain.routeConfig === name))
}

function describeConfig({ name, virtualHosts }: RouteConfig, labels: ReadonlyMap<string, string>, users: readonly Listener[]): RouteRow[] {
  const directions = new Set(users.map(({ direction }) => direction))
  const ports = new Set(users.map(({ port }) => port))
  const place = { direction: directions.size === 1 ? [...directions][0] ?? '' : '', port: ports.size === 1 ? [...ports][0] : undefined }
  return virtualHosts.flatMap(host => {
    const own = { routeConfig: name, virtualHost: host.name, domains: host.domains, used: host.used, ...place }
    return host.routes.length === 0 ? [{ ...own, ...noRoute }] : host.routes.map(route => ({ ...own, ...describeRoute(route, labels) }))
  })
}

type RouteFields = Omit<RouteRow, 'routeConfig' | 'virtualHost' | 'domains' | 'used' | 'direction' | 'port'>

const noRoute: RouteFields = { match: undefined, action: 'no route', to: [], timeout: undefined, retryOn: undefined, retries: undefined, perTryTimeout: undefined }

function describeRoute({ match, conditions, action, clusters, weights, timeout, retryOn, retries, perTryTimeout }: Route, labels: ReadonlyMap<string, string>): RouteFields {
  return {
    match: [match, ...conditions.filter(condition => !match.includes(condition))].join(', '), action,
    to: clusters.map((cluster, index) => ({ cluster, label: labels.get(cluster) ?? cluster, weight: clusters.length > 1 ? weights[index] : undefined })),
    timeout: action === 'route' ? timeout : undefined, retryOn, retries, perTryTimeout,
  }
}
