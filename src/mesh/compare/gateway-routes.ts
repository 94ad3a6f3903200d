import type { Route, RouteConfig } from '../../evidence/schema.ts'
import { showName, type MeshResource } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import type { Differences } from './difference.ts'
import { pathOf, pathOfEnvoy } from './matches.ts'

/**
 * Each gateway route is a route of the virtual host `self_redirect`, most prefixes with and without the slash at their end. Whether a further route
 * is one of a gateway route is told only where all of those were given. Source: captures of gateways.
 */
export function compareGatewayRoutes(gateway: MeshResource, mesh: MeshResources, configs: readonly RouteConfig[], found: Differences): void {
  const hosts = configs.filter(({ name }) => name.startsWith('rds_ingress_')).flatMap(({ virtualHosts }) => virtualHosts).filter(({ name }) => name === 'self_redirect')
  if (hosts.length === 0) return
  const acting = new Map(hosts.flatMap(host => host.routes).map(route => [withoutSlash(pathOfEnvoy(route)), route]))
  const said = new Set<string>()
  let isWhole = mesh.isComplete('gatewayRoute', gateway.name)
  for (const route of mesh.list('gatewayRoute', gateway.name)) {
    const match = pathOf(route)
    if (match === undefined) {
      isWhole = false
      found.notCompared.add(`gateway route ${showName(route.name)}: what it matches is not known`)
      continue
    }
    const forms = match.forms.map(withoutSlash)
    for (const form of forms) said.add(form)
    if (!forms.some(form => acting.has(form))) found.compare(`gateway, ${match.text}`, 'gateway route', undefined, showName(route.name))
  }
  if (!isWhole) return
  for (const [path, route] of acting) if (!said.has(path)) found.compare(`gateway, ${path}`, 'gateway route', describe(route), undefined)
}

function withoutSlash(path: string): string {
  return /^prefix ./.test(path) ? path.replace(/\/$/, '') : path
}

function describe({ match }: Route): string {
  return match
}
