import type { Cluster, Listener, Route, RouteConfig, VirtualHost } from '../../evidence/schema.ts'
import { showName, type MeshResource, type Name } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import { isSet, millisecondsAt, numberAt } from '../spec.ts'
import { listReferences } from '../references.ts'
import { routeTypeOf } from '../validate/guide/matches.ts'
import type { Differences } from './difference.ts'
import { matchesPath, pathOf, type PathMatch } from './matches.ts'
import { compareTcp, listTcpPorts } from './tcp.ts'

/** App Mesh's default request timeout, seconds (User Guide, Routes: timeouts). */
const defaultTimeout = 15

/** What of an Envoy is compared with a service. */
export interface Acting { listeners: readonly Listener[], clusters: readonly Cluster[], routeConfigs: readonly RouteConfig[] }

/**
 * The virtual host of a service, in each egress route configuration that has it, against the routes of the service's router; of tcp its filter
 * chains instead.
 */
export function compareService(name: Name, mesh: MeshResources, { listeners, clusters, routeConfigs: configs }: Acting, found: Differences): void {
  const of = `virtual service ${showName(name)}`
  const service = mesh.find('virtualService', name)
  const provider = service.is === 'given' ? listReferences(service.resource).find(({ role }) => role === 'provider') : undefined
  if (typeof name !== 'string' || provider === undefined) return
  const hosts = configs.filter(config => config.name.startsWith('rds_egress_')).flatMap(({ virtualHosts }) => virtualHosts).filter(host => host.name === name || host.domains.includes(name))
  const tcp = listTcpPorts(provider.to, mesh)
  if (tcp !== undefined) for (const port of tcp.ports) compareTcp(`${of} :${port}`, port, provider.to, mesh, { listeners, clusters }, found)
  if (hosts.length === 0) {
    // Services that are reached over tcp only have no virtual host.
    if (tcp?.isAll === false) found.compare(of, 'virtual host', undefined, 'a backend')
    else if (tcp === undefined) found.notCompared.add(`${of}: what it listens with was not given, so that it may be reached over tcp`)
    return
  }
  if (provider.to.kind !== 'virtualRouter') return
  const router = mesh.find('virtualRouter', provider.to.name)
  if (router.is !== 'given' || !mesh.isComplete('route', router.resource.name)) found.notCompared.add(`whether ${of} has routes that were not given`)
  compareRoutes(of, mesh.list('route', provider.to.name), hosts, clusters, found)
}

function compareRoutes(of: string, routes: readonly MeshResource[], hosts: readonly VirtualHost[], clusters: readonly Cluster[], found: Differences): void {
  const byPath = new Map<string, { match: PathMatch, those: MeshResource[] }>()
  for (const route of routes) {
    const match = pathOf(route)
    if (match !== undefined) byPath.set(match.text, { match, those: [...byPath.get(match.text)?.those ?? [], route] })
    // Those for tcp are a filter chain of the listener; the rest is what a template computes.
    else if (routeTypeOf(route.spec)?.type !== 'tcpRoute') found.notCompared.add(`route ${showName(route.name)} of ${of}: what it matches is not known`)
  }
  for (const [path, { match, those: [route, ...others] }] of byPath) {
    const acting = hosts.flatMap(host => host.routes.filter(candidate => matchesPath(match, candidate)))
    const perHost = acting.length / hosts.length
    if (route === undefined) continue
    if (acting.length === 0) found.compare(`${of}, ${path}`, 'route', undefined, showName(route.name))
    else if (others.length > 0 || perHost > 1) found.notCompared.add(`${of}, ${path}: several routes differ in headers or other conditions only`)
    else for (const each of acting.slice(0, 1)) compareRoute(`${of}, ${path}`, route, each, clusters, found)
  }
}

function compareRoute(of: string, route: MeshResource, acting: Route, clusters: readonly Cluster[], found: Differences): void {
  const body = routeTypeOf(route.spec)?.body
  const said = listReferences(route).filter(({ role, to }) => role === 'target' && typeof to.name === 'string')
  const nodeOf = (name: string): string => clusters.find(cluster => cluster.name === name)?.virtualNode ?? name
  // A single cluster has no weight in Envoy: it takes everything.
  const weightOf = (weight: number | undefined, count: number): string => count === 1 ? 'all' : String(weight ?? '?')
  found.compareSets(of, 'weights', acting.clusters.map((name, i) => `${nodeOf(name)} ${weightOf(acting.weights[i], acting.clusters.length)}`), said.map(({ to, weight }) => `${showName(to.name)} ${weightOf(weight, said.length)}`))
  found.compare(of, 'timeout (s)', acting.timeout, (millisecondsAt(body, 'timeout', 'perRequest') ?? defaultTimeout * 1000) / 1000)
  if (isSet(body, 'timeout', 'idle')) found.notCompared.add('idle timeouts of routes: the evidence of an Envoy does not hold them')
  if (!isSet(body, 'retryPolicy')) {
    // Without a policy App Mesh retries by its own, which has no limit for a try.
    found.compare(of, 'timeout of a try (s)', acting.perTryTimeout, undefined)
    return
  }
  found.compare(of, 'retries', acting.retries, numberAt(body, 'retryPolicy', 'maxRetries'))
  found.compare(of, 'timeout of a try (s)', acting.perTryTimeout, (millisecondsAt(body, 'retryPolicy', 'perRetryTimeout') ?? 0) / 1000)
}
