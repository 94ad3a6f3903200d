import type { Spec, SpecValue } from '../../../evidence/mesh/resource.ts'
import { at, isMissing, isSet, textAt } from '../../spec.ts'
import type { SpecProblem } from '../problem.ts'
import { problemOf } from './checks.ts'
import { checkMatch, checkRouteType, routeTypeOf } from './matches.ts'

/** What the guide says of a gateway route by itself. */
export function checkGatewayRoute(spec: Spec): SpecProblem[] {
  const route = routeTypeOf(spec)
  if (route === undefined) return checkRouteType(spec)
  const path = `spec.${route.type}`
  const match = at(route.body, 'match')
  return [
    ...checkMatch(match, `${path}.match`),
    ...checkReserved(match, `${path}.match`),
    ...isSet(match, 'hostname', 'exact') && isSet(match, 'hostname', 'suffix')
      ? [problemOf('one-hostname-match', `${path}.match.hostname`, at(match, 'hostname'), 'has exact and suffix at once')] : [],
    ...checkRewrite(route.body, path),
  ]
}

function checkReserved(match: SpecValue | undefined, path: string): SpecProblem[] {
  const prefix = textAt(match, 'prefix')
  const service = textAt(match, 'serviceName')
  return [
    ...prefix !== undefined && /^\/aws-app-?mesh/.test(prefix) ? [problemOf('gateway-prefix-reserved', `${path}.prefix`, prefix, "is reserved for App Mesh's own use")] : [],
    ...service !== undefined && /^(?:\/?aws\.app-mesh|aws\.appmesh$)/.test(service) ? [problemOf('gateway-service-reserved', `${path}.serviceName`, service, "is reserved for App Mesh's own use")] : [],
  ]
}

/** A prefix is rewritten where a prefix is matched, a path where a path is. Neither matched: App Mesh matches the prefix `/`. */
function checkRewrite(body: SpecValue | undefined, path: string): SpecProblem[] {
  const rewrite = at(body, 'action', 'rewrite')
  const here = `${path}.action.rewrite`
  return [
    ...isSet(rewrite, 'prefix') && isSet(body, 'match', 'path') && isMissing(body, 'match', 'prefix') ? [problemOf('rewrite-other-match', `${here}.prefix`, at(rewrite, 'prefix'), 'rewrites a prefix, but the route matches a path')] : [],
    ...isSet(rewrite, 'path') && isMissing(body, 'match', 'path') ? [problemOf('rewrite-other-match', `${here}.path`, at(rewrite, 'path'), 'rewrites a path, but the route matches none')] : [],
  ]
}
