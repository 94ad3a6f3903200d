import type { LogGroup, Route, RouteConfig, VirtualHost } from '../evidence/schema.ts'
import { nearestName } from './nearest-name.ts'

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

/** The virtual host that Envoy would choose for an authority. */
export function findVirtualHost(config: RouteConfig, authority: string): VirtualHost | undefined {
  const host = authority.toLowerCase()
  const find = (matches: (domain: string) => boolean): VirtualHost | undefined => {
    let best: { host: VirtualHost, length: number } | undefined
    for (const candidate of config.virtualHosts) {
      for (const domain of candidate.domains) {
        if (matches(domain.toLowerCase()) && (best === undefined || domain.length > best.length)) best = { host: candidate, length: domain.length }
      }
    }
    return best?.host
  }
  return find(domain => domain === host)
    ?? find(domain => domain.startsWith('*') && domain.length > 1 && host.length >= domain.length && host.endsWith(domain.slice(1)))
    ?? find(domain => domain.endsWith('*') && domain.length > 1 && host.length >= domain.length && host.startsWith(domain.slice(0, -1)))
    ?? find(domain => domain === '*')
}

function firstMiss(route: Route, request: LogGroup): string {
  const path = request.path.split(/[?#]/)[0] ?? ''
  if (route.prefix !== undefined && !path.startsWith(route.prefix)) return 'the path differs'
  if (route.path !== undefined && path !== route.path) return 'the path differs'
  if (route.regex !== undefined) return 'the path, or one of its conditions'
  const [condition] = route.conditions
  return condition === undefined ? 'nothing in the log tells' : `it also asks for ${condition}`
}
