import type { Spec, SpecValue } from '../../../evidence/mesh/resource.ts'
import { at, isSet, isSpec, itemsAt, numberAt, textAt } from '../../spec.ts'
import type { SpecProblem } from '../problem.ts'
import { problemOf } from './checks.ts'
import { checkDuration } from './durations.ts'
import { checkNames } from './tls.ts'

/** What the guide says of the listeners of a virtual node, gateway or router. @param path `spec.listeners` */
export function checkListeners(listeners: SpecValue | undefined, path: string): SpecProblem[] {
  const items = itemsAt(listeners, path)
  const ports = items.map(({ item }) => numberAt(item, 'portMapping', 'port'))
  return items.flatMap(({ item, path: here }, index) => {
    const port = ports[index]
    return [
      ...port !== undefined && ports.indexOf(port) < index ? [problemOf('listener-port-twice', `${here}.portMapping.port`, port, 'is the port of an earlier listener too')] : [],
      ...checkPool(item, here),
      ...checkTimeout(item, here),
      ...checkHealthCheck(item, here),
      ...['interval', 'baseEjectionDuration'].flatMap(name => checkDuration(at(item, 'outlierDetection', name), `${here}.outlierDetection.${name}`)),
      ...checkNames(at(item, 'tls', 'validation'), `${here}.tls.validation`),
    ]
  })
}

function checkPool(listener: SpecValue, path: string): SpecProblem[] {
  const protocol = textAt(listener, 'portMapping', 'protocol')
  return otherProtocols(at(listener, 'connectionPool'), protocol).map(other =>
    problemOf('pool-other-protocol', `${path}.connectionPool.${other}`, at(listener, 'connectionPool', other), `is a pool for ${other} on a listener for ${protocol ?? ''}`))
}

function checkTimeout(listener: SpecValue, path: string): SpecProblem[] {
  const protocol = textAt(listener, 'portMapping', 'protocol')
  const timeout = at(listener, 'timeout')
  const problems = otherProtocols(timeout, protocol).map(other => protocol === 'tcp' && isSet(timeout, other, 'perRequest')
    ? problemOf('request-timeout-on-tcp', `${path}.timeout.${other}.perRequest`, at(timeout, other, 'perRequest'), 'is a request timeout on a tcp listener')
    : problemOf('timeout-other-protocol', `${path}.timeout.${other}`, at(timeout, other), `is a timeout for ${other} on a listener for ${protocol ?? ''}`))
  const durations = isSpec(timeout) ? Object.keys(timeout).slice(0, 10).flatMap(name => ['perRequest', 'idle'].map(kind => [name, kind] as const)) : []
  return [...problems, ...durations.flatMap(([name, kind]) => checkDuration(at(timeout, name, kind), `${path}.timeout.${name}.${kind}`))]
}

const protocols = ['http', 'http2', 'grpc', 'tcp']

/** Members of a union by protocol that are not the listener's; none where the protocol is unknown. */
function otherProtocols(union: SpecValue | undefined, protocol: string | undefined): string[] {
  if (protocol === undefined || !protocols.includes(protocol) || !isSpec(union)) return []
  return protocols.filter(name => name !== protocol && isSet(union, name))
}

function checkHealthCheck(listener: SpecValue, path: string): SpecProblem[] {
  const check = at(listener, 'healthCheck')
  const here = `${path}.healthCheck`
  const protocol = textAt(check, 'protocol')
  const own = numberAt(listener, 'portMapping', 'port')
  const port = numberAt(check, 'port')
  return [
    ...isSet(check, 'path') && (protocol === 'tcp' || protocol === 'grpc')
      ? [problemOf('health-check-path-ignored', `${here}.path`, at(check, 'path'), `is ignored by a health check over ${protocol}`)] : [],
    ...own !== undefined && port !== undefined && own !== port
      ? [problemOf('health-check-port-differs', `${here}.port`, port, `is not the port of its listener, ${own}`)] : [],
  ]
}

/** An Envoy that does not run as root cannot bind a low port. */
export function checkGatewayPorts(spec: Spec): SpecProblem[] {
  return itemsAt(at(spec, 'listeners'), 'spec.listeners').flatMap(({ item, path }) => {
    const port = numberAt(item, 'portMapping', 'port')
    return port === undefined || port > 1024 || port < 1 ? [] : [problemOf('gateway-privileged-port', `${path}.portMapping.port`, port, 'needs a capability that Envoy does not have by default, and that Fargate does not give')]
  })
}
