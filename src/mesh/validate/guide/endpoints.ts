import type { Spec } from '../../../evidence/mesh/resource.ts'
import { at, isList, isMissing, isSet, itemsAt, textAt } from '../../spec.ts'
import type { SpecProblem } from '../problem.ts'
import { problemOf } from './checks.ts'
import { checkGatewayPorts, checkListeners } from './listeners.ts'
import { checkNames } from './tls.ts'

const policy = ['clientPolicy', 'tls', 'validation'] as const

/** What the guide says of a virtual node by itself. */
export function checkNode(spec: Spec): SpecProblem[] {
  const listeners = at(spec, 'listeners')
  return [
    ...checkListeners(listeners, 'spec.listeners'),
    ...isList(listeners) && listeners.length > 0 && isMissing(spec, 'serviceDiscovery')
      ? [problemOf('listener-needs-discovery', 'spec.serviceDiscovery', undefined, 'is missing, so that nobody finds the listeners')] : [],
    ...checkOutlierDetection(spec),
    ...checkBackends(spec),
    ...checkNames(at(spec, 'backendDefaults', ...policy), `spec.backendDefaults.${policy.join('.')}`),
    ...checkLogFormat(spec),
  ]
}

/** What the guide says of a virtual gateway by itself. */
export function checkGateway(spec: Spec): SpecProblem[] {
  return [
    ...checkListeners(at(spec, 'listeners'), 'spec.listeners'),
    ...checkGatewayPorts(spec),
    ...checkNames(at(spec, 'backendDefaults', ...policy), `spec.backendDefaults.${policy.join('.')}`),
    ...checkLogFormat(spec),
  ]
}

/** With DNS that balances by itself Envoy knows one host only, and cannot eject it. */
function checkOutlierDetection(spec: Spec): SpecProblem[] {
  const dns = at(spec, 'serviceDiscovery', 'dns')
  const type = isSet(dns, 'responseType') ? textAt(dns, 'responseType') : 'LOADBALANCER'
  if (!isSet(dns, 'hostname') || type !== 'LOADBALANCER') return []
  return itemsAt(at(spec, 'listeners'), 'spec.listeners').filter(({ item }) => isSet(item, 'outlierDetection'))
    .map(({ item, path }) => problemOf('outlier-detection-one-host', `${path}.outlierDetection`, at(item, 'outlierDetection'), 'cannot eject: by this DNS response type Envoy uses one address only'))
}

function checkBackends(spec: Spec): SpecProblem[] {
  const seen = new Set<string>()
  return itemsAt(at(spec, 'backends'), 'spec.backends').flatMap(({ item, path }) => {
    const name = textAt(item, 'virtualService', 'virtualServiceName')
    const validation = at(item, 'virtualService', ...policy)
    const problems = checkNames(validation, `${path}.virtualService.${policy.join('.')}`)
    if (name !== undefined && seen.has(name)) problems.push(problemOf('backend-twice', `${path}.virtualService.virtualServiceName`, name, 'is an earlier backend too'))
    if (name !== undefined) seen.add(name)
    return problems
  })
}

/** Envoy writes a text format as it is: without a line break all requests stand in one line. */
function checkLogFormat(spec: Spec): SpecProblem[] {
  const text = textAt(spec, 'logging', 'accessLog', 'file', 'format', 'text')
  if (text === undefined || text.endsWith('\n')) return []
  return [problemOf('log-text-without-newline', 'spec.logging.accessLog.file.format.text', text, 'does not end in a line break: all requests are logged in one line')]
}
