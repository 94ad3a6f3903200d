import { Unknown, type Spec, type SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isSet, isSpec, itemsAt } from '../spec.ts'
import { routeTypeOf } from '../validate/guide/matches.ts'
import { describeDuration, describeTimeout, plain } from './listeners.ts'

/** A route or gateway route in words. Untrusted, not escaped. */
export interface RouteWords {
  /** `http`, `http2`, `grpc`, `tcp`; `?` where the spec has none or several. */
  protocol: string
  /** `prefix /tell, method GET` */
  match: string
  priority: string | undefined
  timeout: string | undefined
  retry: string | undefined
  rewrite: string | undefined
}

/** What a route matches and how it treats a request. */
export function describeRoute(spec: Spec | undefined): RouteWords {
  const route = routeTypeOf(spec)
  const body = route?.body
  return {
    protocol: route?.protocol ?? '?',
    match: body instanceof Unknown ? body.expression : describeMatch(at(body, 'match')),
    priority: isSet(spec, 'priority') ? plain(at(spec, 'priority')) : undefined,
    timeout: describeTimeout(at(body, 'timeout')),
    retry: describeRetry(at(body, 'retryPolicy')),
    rewrite: describeRewrite(at(body, 'action', 'rewrite')),
  }
}

/** `everything` where a match has no condition. */
function describeMatch(match: SpecValue | undefined): string {
  if (match instanceof Unknown) return match.expression
  const parts: string[] = []
  const add = (title: string, value: SpecValue | undefined): void => { if (value !== undefined) parts.push(`${title} ${plain(value)}`) }
  add('prefix', at(match, 'prefix'))
  add('path', at(match, 'path', 'exact'))
  add('regex', at(match, 'path', 'regex'))
  add('host', at(match, 'hostname', 'exact'))
  add('host ending in', at(match, 'hostname', 'suffix'))
  add('service', at(match, 'serviceName'))
  add('method', at(match, 'methodName') ?? at(match, 'method'))
  add('scheme', at(match, 'scheme'))
  add('port', at(match, 'port'))
  for (const [list, title] of [['headers', 'header'], ['metadata', 'metadata'], ['queryParameters', 'query']] as const) {
    for (const { item } of itemsAt(at(match, list), '')) parts.push(`${title} ${describeValueMatch(item)}`)
  }
  return parts.length === 0 ? 'everything' : parts.join(', ')
}

function describeValueMatch(item: SpecValue): string {
  const match = at(item, 'match')
  const not = at(item, 'invert') === true ? 'not ' : ''
  const kind = ['exact', 'prefix', 'suffix', 'regex', 'range'].find(name => isSet(match, name))
  if (kind === undefined) return `${plain(at(item, 'name'))} ${not}present`
  const value = kind === 'range' ? `${plain(at(match, 'range', 'start'))} to below ${plain(at(match, 'range', 'end'))}` : plain(at(match, kind))
  return `${plain(at(item, 'name'))} ${not}${kind} ${value}`
}

function describeRetry(policy: SpecValue | undefined): string | undefined {
  if (policy instanceof Unknown) return policy.expression
  if (!isSpec(policy)) return undefined
  const events = ['httpRetryEvents', 'grpcRetryEvents', 'tcpRetryEvents'].flatMap(name => itemsAt(at(policy, name), '').map(({ item }) => plain(item)))
  return `${plain(at(policy, 'maxRetries'))} retries of ${describeDuration(at(policy, 'perRetryTimeout'))}${events.length === 0 ? '' : ` on ${events.join(', ')}`}`
}

/** ENABLED or DISABLED of a default rewrite in words. Source: API reference, GatewayRouteHostnameRewrite, HttpGatewayRoutePrefixRewrite. */
function describeDefault(value: SpecValue | undefined, enabled: string): string {
  return value === 'DISABLED' ? 'is kept' : value === 'ENABLED' ? enabled : `rewrite ${plain(value)}`
}

function describeRewrite(rewrite: SpecValue | undefined): string | undefined {
  if (!isSpec(rewrite)) return undefined
  const parts: string[] = []
  if (isSet(rewrite, 'hostname')) parts.push(`host ${describeDefault(at(rewrite, 'hostname', 'defaultTargetHostname'), "becomes the virtual service's")}`)
  if (isSet(rewrite, 'prefix', 'value')) parts.push(`prefix becomes ${plain(at(rewrite, 'prefix', 'value'))}`)
  else if (isSet(rewrite, 'prefix')) parts.push(`prefix ${describeDefault(at(rewrite, 'prefix', 'defaultPrefix'), 'becomes /')}`)
  if (isSet(rewrite, 'path')) parts.push(`path becomes ${plain(at(rewrite, 'path', 'exact'))}`)
  return parts.length === 0 ? undefined : parts.join(', ')
}
