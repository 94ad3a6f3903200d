import type { LogGroup, Route, RouteConfig } from '../evidence/schema.ts'
import { nearestName } from './nearest-name.ts'
import { findVirtualHost } from './virtual-host-index.ts'

/**
 * Says for the most frequent unrouted request why no route took it: the virtual host that its authority selects (Envoy's order:
 * exact, longest suffix wildcard, longest prefix wildcard, `*`), and the first condition that fails, or the nearest domain.
 * Source: Envoy, "HTTP route table" and RouteMatcher.
 */
export function nearestRoute(configs: readonly RouteConfig[], unrouted: readonly LogGroup[]): string {
  const [request] = [...unrouted].sort((a, b) => b.count - a.count)
  if (request === undefined) return describeDomains(configs)
  const what = `${request.method} ${request.authority}${request.path}`
  const hosts = configs.map(config => findVirtualHost(config, request.authority)).filter(host => host !== undefined)
  const [host] = hosts
  if (host === undefined) {
    const domains = configs.flatMap(config => config.virtualHosts.flatMap(h => h.domains))
    // Callers that leave the namespace off are the commonest miss, and too different for a count of edits.
    const nearest = domains.find(domain => domain.startsWith(`${request.authority}.`)) ?? nearestName(request.authority, domains)
    return nearest === undefined
      ? `${what} matches no virtual host; the domains are ${describeDomains(configs)}`
      : `${what} matches no virtual host; the nearest domain is ${nearest}`
  }
  if (host.routes.length === 0) return `${what} reaches virtual host ${host.name}, which has no routes`
  const misses = host.routes.map(route => `${route.match} (${firstMiss(route, request)})`)
  return `${what} reaches virtual host ${host.name}, none of whose routes takes it: ${misses.slice(0, 3).join('; ')}`
}

function describeDomains(configs: readonly RouteConfig[]): string {
  const domains = [...new Set(configs.flatMap(config => config.virtualHosts.flatMap(host => host.domains)))]
  return domains.length === 0 ? 'none' : domains.slice(0, 6).join(', ')
}

function firstMiss(route: Route, request: LogGroup): string {
  const path = request.path.split(/[?#]/)[0] ?? ''
  if (route.prefix !== undefined && !path.startsWith(route.prefix)) return 'the path differs'
  if (route.path !== undefined && path !== route.path) return 'the path differs'
  if (route.regex !== undefined) return 'the path, or one of its conditions'
  const [condition] = route.conditions
  return condition === undefined ? 'nothing in the log tells' : `it also asks for ${condition}`
}
