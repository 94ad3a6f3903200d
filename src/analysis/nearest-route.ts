import type { LogGroup, Route, RouteConfig } from '../evidence/schema.ts'
import { markDifference, nearestName } from './nearest-name.ts'
import { findVirtualHost } from './virtual-host-index.ts'

/**
 * Says for the most frequent unrouted request why no route took it: the virtual host that its authority selects (Envoy's order:
 * exact, longest suffix wildcard, longest prefix wildcard, `*`) and in it the nearest routes with the first thing that differs, or
 * the nearest domain. Source: Envoy, "HTTP route table" and RouteMatcher.
 */
export function nearestRoute(configs: readonly RouteConfig[], unrouted: readonly LogGroup[]): string {
  const [request] = [...unrouted].sort((a, b) => b.count - a.count)
  if (request === undefined) return describeDomains(configs)
  const what = `${request.method} ${request.authority}${request.path}`
  const [host] = configs.map(config => findVirtualHost(config, request.authority)).filter(found => found !== undefined)
  if (host === undefined) return `${what} matches no virtual host; ${nearestDomain(request.authority, configs)}`
  if (host.routes.length === 0) return `${what} reaches virtual host ${host.name}, which has no routes`
  const misses = host.routes.map(route => ({ route, ...findMiss(route, request) })).sort((a, b) => b.near - a.near)
  return `${what} reaches virtual host ${host.name}, none of whose routes takes it: ${misses.slice(0, 3).map(({ route, why }) => `${route.match} (${why})`).join('; ')}`
}

const mostDomains = 6

function describeDomains(configs: readonly RouteConfig[]): string {
  const domains = listDomains(configs)
  if (domains.length === 0) return 'none'
  return domains.slice(0, mostDomains).join(', ') + (domains.length > mostDomains ? ` and ${domains.length - mostDomains} more` : '')
}

function listDomains(configs: readonly RouteConfig[]): string[] {
  return [...new Set(configs.flatMap(config => config.virtualHosts.flatMap(host => host.domains)))]
}

/** Callers that use another port, or leave the namespace off, are the commonest misses, and too different for a count of edits. */
function nearestDomain(authority: string, configs: readonly RouteConfig[]): string {
  const domains = listDomains(configs)
  const { name, port } = splitPort(authority)
  const ports = domains.map(splitPort).filter(domain => domain.name.toLowerCase() === name.toLowerCase()).map(domain => domain.port)
  if (ports.length > 0) {
    const known = ports.filter(found => found !== undefined)
    return `the port differs: ${port ?? 'none'} in place of ${known.length === 0 ? 'none' : known.join(' or ')} at ${name}`
  }
  const longer = domains.find(domain => domain.toLowerCase().startsWith(`${name.toLowerCase()}.`))
  if (longer !== undefined) return `the nearest domain is ${name}«${longer.slice(name.length)}»`
  const nearest = nearestName(name, domains.filter(domain => splitPort(domain).port === undefined)) ?? nearestName(authority, domains)
  return nearest === undefined ? `the domains are ${describeDomains(configs)}` : `the nearest domain is ${markDifference(name, nearest)}`
}

function splitPort(domain: string): { name: string, port: string | undefined } {
  const [, name = domain, port] = /^(.*?)(?::(\d+))?$/.exec(domain) ?? []
  return { name, port }
}

interface Miss { why: string, /** The greater, the nearer. */ near: number }

/** Nearer than any path that differs. */
const onlyConditions = 1e6

/** The first thing that differs. A `*` in the request's path stands for one or more identifiers, so what comes after it proves nothing. */
function findMiss(route: Route, request: LogGroup): Miss {
  const path = request.path.split(/[?#]/)[0] ?? ''
  const wanted = route.prefix ?? route.path
  const same = wanted === undefined ? 0 : countSame(path, wanted, route.conditions.includes('case-insensitive'))
  const identifier = path.indexOf('*')
  const undecided = identifier >= 0 && same >= identifier
  if (wanted !== undefined && !undecided && (same < wanted.length || (route.path !== undefined && path.length !== wanted.length))) {
    return { why: `the path differs: ${same > 1 ? `${path.slice(0, same)}«${path.slice(same)}»` : path}`, near: same }
  }
  if (route.regex !== undefined) return { why: 'the path, or one of its conditions', near: 0 }
  const method = route.conditions.find(condition => condition.startsWith('header :method = '))?.slice('header :method = '.length)
  if (method !== undefined && method !== request.method) return { why: `the method differs: ${request.method}`, near: onlyConditions }
  const asked = route.conditions.filter(condition => !ofPath.has(condition) && !condition.startsWith('header :method = '))
  if (asked.length === 0) return { why: 'nothing in the log tells', near: onlyConditions }
  return { why: `the path fits; it also asks for ${asked.join(' and ')}`, near: onlyConditions - asked.length }
}

const ofPath: ReadonlySet<string> = new Set(['case-insensitive', 'whole path segments'])

/** How many characters two texts have in common from the start. */
function countSame(a: string, b: string, anyCase: boolean): number {
  const [left, right] = anyCase ? [a.toLowerCase(), b.toLowerCase()] : [a, b]
  let at = 0
  while (at < left.length && at < right.length && left[at] === right[at]) at++
  return at
}
