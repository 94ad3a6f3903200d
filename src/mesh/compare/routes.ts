import type { Cluster, Route, RouteConfig, VirtualHost } from '../../evidence/schema.ts'
import { showName, type MeshResource, type Name, type SpecValue } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import { at, isSet, millisecondsAt, numberAt, textAt } from '../spec.ts'
import { listReferences } from '../references.ts'
import { routeTypeOf } from '../validate/guide/matches.ts'
import type { Differences } from './difference.ts'

/** App Mesh's default request timeout, seconds (User Guide, Routes: timeouts). */
const defaultTimeout = 15

/** The virtual host of a service, in each egress route configuration that has it, against the routes of the service's router. */
export function compareService(name: Name, mesh: MeshResources, configs: readonly RouteConfig[], clusters: readonly Cluster[], found: Differences): void {
  const of = `virtual service ${showName(name)}`
  const service = mesh.find('virtualService', name)
  const provider = service.is === 'given' ? listReferences(service.resource).find(({ role }) => role === 'provider') : undefined
  if (typeof name !== 'string' || provider === undefined) return
  const hosts = configs.filter(config => config.name.startsWith('rds_egress_')).flatMap(({ virtualHosts }) => virtualHosts).filter(host => host.name === name || host.domains.includes(name))
  if (hosts.length === 0) {
    // Services that are reached over tcp only have no virtual host.
    if (!reachesTcp(provider.to.kind, provider.to.name, mesh)) found.compare(of, 'virtual host', undefined, 'a backend')
    return
  }
  if (provider.to.kind !== 'virtualRouter') return
  const router = mesh.find('virtualRouter', provider.to.name)
  if (router.is !== 'given' || !mesh.isComplete('route', router.resource.name)) found.notCompared.add(`whether ${of} has routes that were not given`)
  compareRoutes(of, mesh.list('route', provider.to.name), hosts, clusters, found)
}

function compareRoutes(of: string, routes: readonly MeshResource[], hosts: readonly VirtualHost[], clusters: readonly Cluster[], found: Differences): void {
  const byPath = new Map<string, MeshResource[]>()
  for (const route of routes) {
    const path = pathOf(route)
    if (path === undefined) found.notCompared.add(`route ${showName(route.name)} of ${of}: by its type its match has another form in Envoy`)
    else byPath.set(path, [...byPath.get(path) ?? [], route])
  }
  for (const [path, [route, ...others]] of byPath) {
    const acting = hosts.flatMap(host => host.routes.filter(candidate => candidate.match.startsWith(path) && pathOfEnvoy(candidate) === path))
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
  if (!isSet(body, 'retryPolicy')) return
  found.compare(of, 'retries', acting.retries, numberAt(body, 'retryPolicy', 'maxRetries'))
  found.compare(of, 'timeout of a try (s)', acting.perTryTimeout, (millisecondsAt(body, 'retryPolicy', 'perRetryTimeout') ?? 0) / 1000)
}

/** `prefix /tell` of an http or http2 route, as Envoy's routes are described; undefined for grpc and tcp. */
function pathOf(route: MeshResource): string | undefined {
  const chosen = routeTypeOf(route.spec)
  if (chosen === undefined || (chosen.type !== 'httpRoute' && chosen.type !== 'http2Route')) return undefined
  const match: SpecValue | undefined = at(chosen.body, 'match')
  const exact = textAt(match, 'path', 'exact')
  const regex = textAt(match, 'path', 'regex')
  if (exact !== undefined) return `path ${exact}`
  if (regex !== undefined) return `regex ${regex}`
  return isSet(match, 'prefix') && textAt(match, 'prefix') === undefined ? undefined : `prefix ${textAt(match, 'prefix') ?? '/'}`
}

function pathOfEnvoy({ prefix, path, regex }: Route): string {
  return path !== undefined ? `path ${path}` : regex !== undefined ? `regex ${regex}` : `prefix ${prefix ?? '/'}`
}

function reachesTcp(kind: MeshResource['kind'], name: Name, mesh: MeshResources): boolean {
  const found = mesh.find(kind, name)
  const protocols = found.is === 'given' ? at(found.resource.spec, 'listeners') : undefined
  return found.is !== 'given' || JSON.stringify(protocols ?? '').includes('"tcp"')
}
