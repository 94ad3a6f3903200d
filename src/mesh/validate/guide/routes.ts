import { nearestName } from '../../../analysis/nearest-name.ts'
import type { Spec, SpecValue } from '../../../evidence/mesh/resource.ts'
import { at, isMissing, isSet, itemsAt, millisecondsAt, numberAt, textAt } from '../../spec.ts'
import type { SpecProblem } from '../problem.ts'
import { problemOf } from './checks.ts'
import { checkDuration } from './durations.ts'
import { checkMatch, checkRouteType, routeTypeOf } from './matches.ts'

const httpRetryEvents = ['server-error', 'gateway-error', 'client-error', 'stream-error']

/** What the guide says of a route by itself. */
export function checkRoute(spec: Spec): SpecProblem[] {
  const route = routeTypeOf(spec)
  if (route === undefined) return checkRouteType(spec)
  const { type, body } = route
  const path = `spec.${type}`
  const match = at(body, 'match')
  const problems = [
    ...checkMatch(match, `${path}.match`),
    ...checkRetry(body, path),
    ...checkWeights(at(body, 'action', 'weightedTargets'), `${path}.action.weightedTargets`),
    ...['perRequest', 'idle'].flatMap(name => checkDuration(at(body, 'timeout', name), `${path}.timeout.${name}`)),
  ]
  if (type === 'grpcRoute' && isSet(match, 'methodName') && isMissing(match, 'serviceName')) {
    problems.push(problemOf('grpc-method-needs-service', `${path}.match.methodName`, at(match, 'methodName'), 'stands without a serviceName'))
  }
  if (type === 'httpRoute' && isSet(match, 'scheme')) {
    problems.push(problemOf('scheme-only-http2', `${path}.match.scheme`, at(match, 'scheme'), 'stands on an http route'))
  }
  return problems
}

function checkWeights(targets: SpecValue | undefined, path: string): SpecProblem[] {
  const weights = itemsAt(targets, path).map(({ item }) => numberAt(item, 'weight'))
  const known = weights.filter(weight => weight !== undefined)
  const total = known.reduce((sum, weight) => sum + weight, 0)
  if (total > 100) return [problemOf('weights-over-100', path, undefined, `has weights that add up to ${total}`)]
  if (total === 0 && known.length > 0 && known.length === weights.length) return [problemOf('weights-zero', path, undefined, 'has only weights of 0, so that no target gets requests')]
  return []
}

function checkRetry(body: SpecValue | undefined, path: string): SpecProblem[] {
  const policy = at(body, 'retryPolicy')
  const here = `${path}.retryPolicy`
  if (isMissing(policy)) return []
  const problems: SpecProblem[] = []
  const timeout = at(policy, 'perRetryTimeout')
  for (const name of ['unit', 'value']) {
    if (isSet(timeout) && isMissing(timeout, name)) problems.push(problemOf('retry-timeout-incomplete', `${here}.perRetryTimeout.${name}`, undefined, 'is missing'))
  }
  const events = ['httpRetryEvents', 'tcpRetryEvents', 'grpcRetryEvents']
  if (events.every(name => isMissing(policy, name))) problems.push(problemOf('retry-without-event', here, undefined, 'names no event, so that nothing is retried'))
  for (const { item, path: where } of itemsAt(at(policy, 'httpRetryEvents'), `${here}.httpRetryEvents`)) {
    if (typeof item !== 'string' || httpRetryEvents.includes(item)) continue
    const meant = nearestName(item.slice(0, 80), httpRetryEvents)
    problems.push(problemOf('retry-event-unknown', where, item, `is no retry event${meant === undefined ? '' : `; ${meant} may be meant`}`))
  }
  return [...problems, ...checkRetryTime(body, path)]
}

/** A request timeout that was set ends before the retries are through; 0 switches it off. */
function checkRetryTime(body: SpecValue | undefined, path: string): SpecProblem[] {
  const whole = millisecondsAt(body, 'timeout', 'perRequest')
  const each = millisecondsAt(body, 'retryPolicy', 'perRetryTimeout')
  const retries = numberAt(body, 'retryPolicy', 'maxRetries')
  if (whole === undefined || whole === 0 || each === undefined || retries === undefined || whole >= each * retries) return []
  const unit = textAt(body, 'timeout', 'perRequest', 'unit') ?? ''
  return [problemOf('timeout-cuts-retries', `${path}.timeout.perRequest`, at(body, 'timeout', 'perRequest'),
    `ends after ${numberAt(body, 'timeout', 'perRequest') ?? ''} ${unit}, before ${retries} tries of ${each / 1000} s are through`)]
}
