import type { Route, RouteConfig, VirtualHost } from '../../../evidence/schema.ts'
import { fields, isFields, list, number, records, seconds, text, texts, typeSuffix, type Fields } from '../fields.ts'
import type { ReadChain } from './filter-chains.ts'
import { readRouteMatch } from './route-match.ts'

/** A virtual host before it is known whether a listener uses it. */
type ReadVirtualHost = { -readonly [K in keyof VirtualHost]: VirtualHost[K] }

interface ReadRouteConfig extends RouteConfig {
  readonly virtualHosts: readonly ReadVirtualHost[]
}

/** The route configurations of a dump. Inline ones stand in its RoutesConfigDump too, where that was given. */
export class RouteConfigList {
  readonly #configs: ReadRouteConfig[] = []
  /** Names that scopes refer to. */
  readonly #scoped = new Set<string>()

  add(config: Fields): void {
    this.#configs.push(readRouteConfig(config))
  }

  addScopes(element: Fields): void {
    for (const scope of records(element.scoped_route_configs)) {
      const name = text(scope.route_configuration_name) ?? text(fields(scope.route_configuration).name)
      if (name !== undefined) this.#scoped.add(name)
    }
  }

  /** All of them, each virtual host marked by whether a connection manager of `chains` uses it. */
  finish(chains: readonly ReadChain[], knowsListeners: boolean): readonly RouteConfig[] {
    const listed = new Set(this.#configs.map(config => config.name))
    for (const { inlineRoutes } of chains) {
      if (inlineRoutes !== undefined && !listed.has(text(inlineRoutes.name) ?? '')) this.add(inlineRoutes)
    }
    const used = new Set([...this.#scoped, ...chains.flatMap(({ chain, scopedRoutes }) => [chain.routeConfig, ...scopedRoutes])])
    if (knowsListeners) for (const { name, virtualHosts } of this.#configs) for (const host of virtualHosts) host.used = used.has(name)
    return this.#configs
  }
}

/** Reads envoy.config.route.v3.RouteConfiguration; `used` is decided when all listeners have been read. */
function readRouteConfig(config: Fields): ReadRouteConfig {
  const name = text(config.name) ?? ''
  return { name, virtualHosts: records(config.virtual_hosts).map(host => readVirtualHost(host, name)) }
}

function readVirtualHost(host: Fields, routeConfig: string): ReadVirtualHost {
  const name = text(host.name) ?? ''
  const routes = records(host.routes).map(route => readRoute(route, host.retry_policy))
  if (isFields(host.matcher)) collectMatched(host.matcher, host.retry_policy, routes, 0)
  return { name, label: name, routeConfig, domains: texts(host.domains), routes, used: true }
}

const actions = ['route', 'redirect', 'direct_response', 'filter_action', 'non_forwarding_action'] as const

/** Reads envoy.config.route.v3.Route; a route without a retry policy has its virtual host's. */
function readRoute(route: Fields, inherited: unknown): Route {
  const action = actions.find(name => isFields(route[name])) ?? 'route'
  const target = fields(route.route)
  const { clusters, weights } = readTargets(target)
  return {
    ...readRouteMatch(fields(route.match)),
    action, clusters, weights,
    timeout: seconds(target.timeout) ?? 15,
    ...readRetries(target.retry_policy ?? (action === 'route' ? inherited : undefined)),
  }
}

function readTargets(target: Fields): { clusters: string[], weights: number[] } {
  const single = text(target.cluster)
  if (single !== undefined) return { clusters: [single], weights: [100] }
  const weighted = records(fields(target.weighted_clusters).clusters).filter(({ name }) => text(name) !== undefined)
  return { clusters: weighted.map(({ name }) => String(name)), weights: weighted.map(({ weight }) => number(weight) ?? 0) }
}

function readRetries(policy: unknown): Pick<Route, 'retryOn' | 'retries' | 'perTryTimeout'> {
  if (!isFields(policy)) return {}
  const retryOn = text(policy.retry_on)
  const perTryTimeout = seconds(policy.per_try_timeout)
  return {
    ...(retryOn === undefined ? {} : { retryOn }),
    retries: number(policy.num_retries) ?? 1,
    ...(perTryTimeout === undefined ? {} : { perTryTimeout }),
  }
}

/** Matcher trees nest as deep as their author likes; this deep is deeper than any seen. */
const deepest = 32

/** Routes that are the actions of a matcher tree (`VirtualHost.matcher`); the tree's own conditions are not spelt out. */
function collectMatched(node: unknown, inherited: unknown, into: Route[], depth: number): void {
  if (depth > deepest || typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const item of list(node)) collectMatched(item, inherited, into, depth + 1)
    return
  }
  const here = fields(node)
  const type = typeSuffix(here['@type'])
  if (type === 'Route') {
    const read = readRoute(here, inherited)
    into.push({ ...read, match: `matcher, ${read.match}`, conditions: ['its matcher', ...read.conditions] })
    return
  }
  for (const value of Object.values(here)) collectMatched(value, inherited, into, depth + 1)
}
