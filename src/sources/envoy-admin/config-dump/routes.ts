import type { Route, RouteConfig, VirtualHost } from '../../../evidence/schema.ts'
import { fields, isFields, list, number, records, seconds, text, texts, typeSuffix, type Fields } from '../fields.ts'
import type { ReadChain } from './filter-chains.ts'
import { readRouteMatch, type RouteMatch } from './route-match.ts'
import { SharedValues } from './shared-values.ts'

/** A virtual host before it is known whether a listener uses it. */
type ReadVirtualHost = { -readonly [K in keyof VirtualHost]: VirtualHost[K] }

interface ReadRouteConfig extends RouteConfig {
  readonly virtualHosts: readonly ReadVirtualHost[]
}

/** The route configurations of a dump. Inline ones stand in its RoutesConfigDump too, where that was given. */
export class RouteConfigList {
  readonly #reader = new RouteReader()
  readonly #configs: ReadRouteConfig[] = []
  /** Names that scopes refer to. */
  readonly #scoped = new Set<string>()

  add(config: Fields): void {
    if (text(config.name) === undefined && !Array.isArray(config.virtual_hosts)) return
    this.#configs.push(this.#reader.readConfig(config))
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
class RouteReader {
  readonly #shared = new SharedValues()
  readonly #matches = new Map<string, RouteMatch>()

  readConfig(config: Fields): ReadRouteConfig {
    const name = text(config.name) ?? ''
    return { name, virtualHosts: records(config.virtual_hosts).map(host => this.#readVirtualHost(host, name)) }
  }

  #readVirtualHost(host: Fields, routeConfig: string): ReadVirtualHost {
    const name = text(host.name) ?? ''
    const routes = records(host.routes).map(route => this.#readRoute(route, host.retry_policy))
    if (isFields(host.matcher)) this.#collectMatched(host.matcher, host.retry_policy, routes, 0)
    return { name, label: name, routeConfig, domains: texts(host.domains), routes, used: true }
  }

  /** Every field is set, also to undefined: objects of one shape take half the memory. A route without a retry policy has its virtual host's. */
  #readRoute(route: Fields, inherited: unknown): Route {
    const { match, prefix, path, regex, conditions } = this.#shareMatch(readRouteMatch(fields(route.match)))
    const action = isFields(route.route) ? 'route' : actions.find(name => isFields(route[name])) ?? 'route'
    const target = fields(route.route)
    const { clusters, weights } = this.#readTargets(target)
    const policy = target.retry_policy ?? (action === 'route' ? inherited : undefined)
    const retry = fields(policy)
    return {
      match, prefix, path, regex, conditions,
      action,
      clusters, weights,
      timeout: seconds(target.timeout) ?? 15,
      prefixRewrite: this.#shareText(target.prefix_rewrite),
      hostRewrite: this.#shareText(target.host_rewrite_literal ?? target.host_rewrite),
      retryOn: this.#shareText(retry.retry_on),
      retries: isFields(policy) ? number(retry.num_retries) ?? 1 : undefined,
      perTryTimeout: seconds(retry.per_try_timeout),
    }
  }

  #shareText(value: unknown): string | undefined {
    const found = text(value)
    return found === undefined ? undefined : this.#shared.text(found)
  }

  /** The text of a match and the number of its conditions tell all of it. */
  #shareMatch(match: RouteMatch): RouteMatch {
    const known = this.#matches.get(match.match)
    if (known?.conditions.length === match.conditions.length) return known
    this.#matches.set(match.match, match)
    return match
  }

  #readTargets(target: Fields): { clusters: readonly string[], weights: readonly number[] } {
    const single = text(target.cluster)
    if (single !== undefined) return { clusters: [this.#shared.text(single)], weights: alone }
    const clusters: string[] = []
    const weights: number[] = []
    for (const weighted of records(fields(target.weighted_clusters).clusters)) {
      const name = text(weighted.name)
      if (name === undefined) continue
      clusters.push(this.#shared.text(name))
      weights.push(number(weighted.weight) ?? 0)
    }
    return { clusters, weights: this.#shared.numbers(weights) }
  }

  /** Routes that are the actions of a matcher tree (`VirtualHost.matcher`); the tree's own conditions are not spelt out. */
  #collectMatched(node: unknown, inherited: unknown, into: Route[], depth: number): void {
    if (depth > deepest || typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) {
      for (const item of list(node)) this.#collectMatched(item, inherited, into, depth + 1)
      return
    }
    const here = fields(node)
    if (typeSuffix(here['@type']) === 'Route') {
      const read = this.#readRoute(here, inherited)
      into.push({ ...read, match: `matcher, ${read.match}`, conditions: ['its matcher', ...read.conditions] })
      return
    }
    for (const value of Object.values(here)) this.#collectMatched(value, inherited, into, depth + 1)
  }
}

/** The one cluster of a route takes all of it. */
const alone: readonly number[] = [100]

const actions = ['redirect', 'direct_response', 'filter_action', 'non_forwarding_action'] as const

/** Matcher trees nest as deep as their author likes; this deep is deeper than any seen. */
const deepest = 32
