import { RE2JS } from 're2js'
import type { Spec, SpecValue } from '../../../evidence/mesh/resource.ts'
import { at, isSet, itemsAt, numberAt, textAt } from '../../spec.ts'
import type { SpecProblem } from '../problem.ts'
import { problemOf } from './checks.ts'

/** A longer expression is not compiled: the API refuses it anyway, at 255. */
const longestRegex = 1000

/** What the guide says of a match, the same for routes and gateway routes. @param path `spec.httpRoute.match` */
export function checkMatch(match: SpecValue | undefined, path: string): SpecProblem[] {
  return [
    ...checkPaths(match, path),
    ...checkRegex(at(match, 'path', 'regex'), `${path}.path.regex`),
    ...['headers', 'metadata'].flatMap(list => itemsAt(at(match, list), `${path}.${list}`)).flatMap(({ item, path: where }) => checkValueMatch(at(item, 'match'), `${where}.match`)),
  ]
}

function checkPaths(match: SpecValue | undefined, path: string): SpecProblem[] {
  const problems: SpecProblem[] = []
  const given = [isSet(match, 'prefix') ? 'prefix' : '', isSet(match, 'path', 'exact') ? 'path.exact' : '', isSet(match, 'path', 'regex') ? 'path.regex' : ''].filter(name => name !== '')
  if (given.length > 1) problems.push(problemOf('one-path-match', path, match, `has ${given.join(' and ')} at once`))
  for (const [name, text] of [['prefix', textAt(match, 'prefix')], ['path.exact', textAt(match, 'path', 'exact')]] as const) {
    if (text !== undefined && text !== '' && !text.startsWith('/')) problems.push(problemOf('path-starts-with-slash', `${path}.${name}`, text, 'does not start with /'))
  }
  return problems
}

function checkValueMatch(match: SpecValue | undefined, path: string): SpecProblem[] {
  const start = numberAt(match, 'range', 'start')
  const end = numberAt(match, 'range', 'end')
  return [
    ...checkRegex(at(match, 'regex'), `${path}.regex`),
    ...start === undefined || end === undefined || start < end ? [] : [problemOf('range-empty', `${path}.range`, at(match, 'range'), 'holds no number, so that it never matches')],
  ]
}

function checkRegex(regex: SpecValue | undefined, path: string): SpecProblem[] {
  if (typeof regex !== 'string' || regex.length > longestRegex) return []
  try {
    RE2JS.compile(regex)
    return []
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 120) : 'it cannot be compiled'
    return [problemOf('regex', path, regex, `is no regular expression that Envoy takes: ${why}`)]
  }
}

/** The one route type that a route's spec has, with its body; undefined where it has none or several. */
export function routeTypeOf(spec: Spec | undefined): { type: 'grpcRoute' | 'http2Route' | 'httpRoute' | 'tcpRoute', protocol: string, body: SpecValue | undefined } | undefined {
  const types = routeTypes.filter(type => isSet(spec, type))
  const [type] = types
  if (type === undefined || types.length > 1) return undefined
  return { type, protocol: type.replace('Route', ''), body: at(spec, type) }
}

/** Route types of the API, in its order. */
export const routeTypes = ['grpcRoute', 'http2Route', 'httpRoute', 'tcpRoute'] as const

/** A route has exactly one type. */
export function checkRouteType(spec: Spec): SpecProblem[] {
  const types = routeTypes.filter(type => isSet(spec, type))
  if (types.length === 1) return []
  return [problemOf('one-route-type', 'spec', undefined, types.length === 0 ? 'has no route type' : `has ${types.join(' and ')} at once`)]
}
