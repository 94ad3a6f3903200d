import type { Route } from '../../../evidence/schema.ts'
import { fields, isFields, list, number, records, text, type Fields } from '../fields.ts'
import { readRegex, readStringMatcher } from './string-matcher.ts'

export type RouteMatch = Pick<Route, 'match' | 'prefix' | 'path' | 'regex' | 'conditions'>

/** What a route asks of a request: its path, and every other condition as one text each. Source: Envoy, RouteMatch. */
export function readRouteMatch(match: Fields): RouteMatch {
  const conditions = readConditions(match)
  const path = readPath(match, conditions)
  return {
    match: conditions.length === 0 ? path.said : `${path.said}, ${conditions.join(', ')}`,
    prefix: path.kind === 'prefix' ? path.text : undefined,
    path: path.kind === 'path' ? path.text : undefined,
    regex: path.kind === 'regex' ? path.text : undefined,
    conditions,
  }
}

interface PathMatch { said: string, kind: 'prefix' | 'path' | 'regex' | 'other', text: string }

/** Reads the path, and adds what limits it to the conditions. */
function readPath(match: Fields, conditions: string[]): PathMatch {
  const { prefix, path, path_separated_prefix: separated } = match
  if (typeof separated === 'string') conditions.push('whole path segments')
  const regex = readRegex(match.safe_regex) ?? text(match.regex)
  if (regex !== undefined) return { said: `regex ${regex}`, kind: 'regex', text: regex }
  if (match.case_sensitive === false) conditions.push('case-insensitive')
  if (typeof prefix === 'string') return { said: `prefix ${prefix}`, kind: 'prefix', text: prefix }
  if (typeof path === 'string') return { said: `path ${path}`, kind: 'path', text: path }
  if (typeof separated === 'string') return { said: `prefix ${separated}`, kind: 'prefix', text: separated }
  if (isFields(match.connect_matcher)) return { said: 'CONNECT', kind: 'other', text: '' }
  const template = text(fields(fields(match.path_match_policy).typed_config).path_template)
  if (template !== undefined) return { said: `template ${template}`, kind: 'other', text: '' }
  // proto3 leaves an empty prefix out, and it takes every path.
  return { said: 'any path', kind: 'prefix', text: '' }
}

function readConditions(match: Fields): string[] {
  const found: string[] = []
  for (const header of records(match.headers)) found.push(describeHeader(header))
  for (const query of records(match.query_parameters)) found.push(describeQuery(query))
  for (const cookie of records(match.cookies)) found.push(`cookie ${text(cookie.name) ?? ''}`)
  if (isFields(match.grpc)) found.push('grpc')
  if (isFields(match.runtime_fraction)) found.push(describeFraction(match.runtime_fraction))
  if (isFields(match.tls_context)) found.push(describeTls(match.tls_context))
  for (const matcher of records(match.dynamic_metadata)) found.push(`metadata ${text(matcher.filter) ?? ''}`)
  if (list(match.filter_state).length > 0) found.push('filter state')
  return found
}

const relations = { exact: '=', prefix: 'begins with', suffix: 'ends with', contains: 'contains', regex: 'matches' }

function describeHeader(header: Fields): string {
  const what = `header ${text(header.name) ?? ''}`
  const not = header.invert_match === true ? 'not ' : ''
  const matcher = readStringMatcher(header.string_match) ?? readOldMatcher(header)
  if (matcher?.kind === 'exact') return `${what} ${not === '' ? '=' : '!='} ${matcher.text}`
  if (matcher !== undefined) return `${not}${what} ${relations[matcher.kind]} ${matcher.text}`
  if (isFields(header.range_match)) {
    return `${not}${what} from ${number(header.range_match.start) ?? 0} to below ${number(header.range_match.end) ?? 0}`
  }
  return header.present_match === false ? `${not === '' ? 'no ' : ''}${what}` : `${not === '' ? '' : 'no '}${what}`
}

/** `exact_match`, `prefix_match` … of Envoy before 1.20, still accepted. */
function readOldMatcher(header: Fields): ReturnType<typeof readStringMatcher> {
  return readStringMatcher({
    exact: header.exact_match, prefix: header.prefix_match, suffix: header.suffix_match, contains: header.contains_match,
    safe_regex: header.safe_regex_match, regex: header.regex_match,
  })
}

function describeQuery(query: Fields): string {
  const what = `query ${text(query.name) ?? ''}`
  const matcher = readStringMatcher(query.string_match) ?? (query.value === undefined ? undefined : readStringMatcher({ exact: query.value }))
  if (matcher !== undefined) return `${what} ${relations[matcher.kind]} ${matcher.text}`
  return query.present_match === false ? `no ${what}` : what
}

const denominators: Readonly<Record<string, number>> = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }

function describeFraction(fraction: Fields): string {
  const value = fields(fraction.default_value)
  const share = 100 * (number(value.numerator) ?? 0) / (denominators[text(value.denominator) ?? 'HUNDRED'] ?? 100)
  return `${share} % of requests`
}

function describeTls(tls: Fields): string {
  const asked = [['presented', tls.presented], ['validated', tls.validated]].filter(([, value]) => value !== undefined)
  return `client certificate ${asked.map(([name, value]) => value === true ? name : `not ${String(name)}`).join(' and ')}`
}
