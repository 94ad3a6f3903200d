import { showName, type MeshResource } from '../../../evidence/mesh/resource.ts'
import { titleOf, type MeshResources } from '../../../evidence/mesh/resources.ts'
import { portsOf, providerOf, type PortMapping } from '../../ports.ts'
import { at, isMissing, isSet, itemsAt, millisecondsAt, numberAt } from '../../spec.ts'
import { listReferences } from '../../references.ts'
import { routeTypeOf } from '../guide/matches.ts'
import { problemOf, type GuideCheckId } from '../guide/checks.ts'
import type { SpecProblem } from '../problem.ts'

/** App Mesh's default request timeout (User Guide, Routes: timeouts), milliseconds. */
const defaultTimeout = 15_000

/** How a route fits its router and the nodes it sends to, as far as they were given. */
export function checkRouteTargets(route: MeshResource, mesh: MeshResources): SpecProblem[] {
  const chosen = routeTypeOf(route.spec)
  if (chosen === undefined) return []
  const { type, protocol, body } = chosen
  const path = `spec.${type}`
  const problems = checkPortMatch(route, `${path}.match.port`, numberAt(body, 'match', 'port'), !isMissing(body, 'match', 'port'), mesh, protocol)
  for (const reference of listReferences(route).filter(({ role }) => role === 'target')) {
    const found = mesh.find('virtualNode', reference.to.name)
    const node = found.is === 'given' ? found.resource : undefined
    const ports = node === undefined ? undefined : portsOf(node)
    if (node === undefined || ports === undefined) continue
    const here = reference.path.replace(/\.virtualNode$/, '')
    const target = itemsAt(at(body, 'action', 'weightedTargets'), `${path}.action.weightedTargets`).find(item => item.path === here)?.item
    const label = `virtual node ${showName(reference.to.name)}`
    if (ports.length === 0) {
      problems.push(problemOf('target-without-listener', reference.path, at(target, 'virtualNode'), `${label} has no listener`))
      continue
    }
    problems.push(
      ...checkTargetPort({ port: numberAt(target, 'port'), set: !isMissing(target, 'port'), ports, label, path: `${here}.port`, needed: 'target-port-needed' }),
      ...checkProtocol(protocol, ports, numberAt(target, 'port'), !isMissing(target, 'port'), label, path),
      ...checkTimeout(body === undefined ? undefined : millisecondsAt(body, 'timeout', 'perRequest'), node, numberAt(target, 'port'), protocol, `${path}.timeout.perRequest`),
    )
  }
  return problems
}

/** How a gateway route fits its gateway and the provider of its service, as far as they were given. */
export function checkGatewayTarget(route: MeshResource, mesh: MeshResources): SpecProblem[] {
  const chosen = routeTypeOf(route.spec)
  if (chosen === undefined) return []
  const { type, body } = chosen
  const path = `spec.${type}`
  const problems = checkPortMatch(route, `${path}.match.port`, numberAt(body, 'match', 'port'), !isMissing(body, 'match', 'port'), mesh)
  const target = at(body, 'action', 'target')
  for (const { to } of listReferences(route).filter(({ role }) => role === 'target')) {
    const provider = providerOf(to.name, mesh)
    const ports = provider === undefined ? undefined : portsOf(provider)
    if (provider === undefined || ports === undefined || ports.length === 0) continue
    const label = `${titleOf(provider.kind)} ${showName(provider.name)}`
    problems.push(...checkTargetPort({ port: numberAt(target, 'port'), set: !isMissing(target, 'port'), ports, label, path: `${path}.action.target.port`, needed: 'gateway-target-port-needed' }))
  }
  return problems
}

function checkTargetPort({ port, set, ports, label, path, needed }: { port: number | undefined, set: boolean, ports: readonly PortMapping[], label: string, path: string, needed: GuideCheckId }): SpecProblem[] {
  if (!set && ports.length > 1) return [problemOf(needed, path, undefined, `is missing; ${label} listens on ${listPorts(ports)}`)]
  if (port === undefined || ports.some(item => item.port === port)) return []
  return [problemOf('target-port-unheard', path, port, `is no listener of ${label}, which listens on ${listPorts(ports)}`)]
}

function checkProtocol(protocol: string, ports: readonly PortMapping[], port: number | undefined, portSet: boolean, label: string, path: string): SpecProblem[] {
  const meant = portSet ? ports.filter(item => item.port === port) : ports
  if (meant.length === 0 || meant.some(item => item.protocol === protocol)) return []
  return [problemOf('protocol-differs', path, undefined, `routes ${protocol} to ${label}, which listens on ${listPorts(meant)}`)]
}

/** A match by port, and by the protocol of the router's listeners. @param protocol of the route; undefined: not compared */
function checkPortMatch(route: MeshResource, path: string, port: number | undefined, set: boolean, mesh: MeshResources, protocol?: string): SpecProblem[] {
  const parent = listReferences(route).find(({ role }) => role === 'parent')
  const found = parent === undefined ? undefined : mesh.find(parent.to.kind, parent.to.name)
  const ports = found?.is === 'given' ? portsOf(found.resource) : undefined
  if (parent === undefined || ports === undefined || ports.length === 0) return []
  const label = `${titleOf(parent.to.kind)} ${showName(parent.to.name)}`
  if (!set && ports.length > 1) return [problemOf('match-port-needed', path, undefined, `is missing; ${label} listens on ${listPorts(ports)}`)]
  if (port !== undefined && !ports.some(item => item.port === port)) return [problemOf('match-port-unheard', path, port, `is no listener of ${label}, which listens on ${listPorts(ports)}`)]
  return protocol === undefined ? [] : checkProtocol(protocol, ports, port, set, label, path.replace(/\.match\.port$/, ''))
}

/** A route that waits longer than the default is cut by a listener that does not. 0 waits for ever. */
function checkTimeout(wanted: number | undefined, node: MeshResource, port: number | undefined, protocol: string, path: string): SpecProblem[] {
  if (wanted === undefined || (wanted !== 0 && wanted <= defaultTimeout)) return []
  const listeners = itemsAt(at(node.spec, 'listeners'), '')
  const listener = listeners.find(({ item }) => port === undefined ? listeners.length === 1 : numberAt(item, 'portMapping', 'port') === port)?.item
  if (listener === undefined) return []
  if (isSet(listener, 'timeout', protocol, 'perRequest') && millisecondsAt(listener, 'timeout', protocol, 'perRequest') === undefined) return []
  const own = millisecondsAt(listener, 'timeout', protocol, 'perRequest') ?? defaultTimeout
  if (own === 0 || (wanted !== 0 && own >= wanted)) return []
  return [problemOf('timeout-needs-listener', path, undefined, `${wanted === 0 ? 'is off' : `is ${wanted / 1000} s`}, but the listener of virtual node ${showName(node.name)} ends requests after ${own / 1000} s`)]
}

/** Lists at most eight of them. */
function listPorts(ports: readonly PortMapping[]): string {
  return ports.slice(0, 8).map(({ port, protocol }) => `${port} (${protocol})`).join(', ') + (ports.length > 8 ? `, … (${ports.length})` : '')
}
