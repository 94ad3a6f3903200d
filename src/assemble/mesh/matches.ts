import { Absent, isKnown, orElse, type Known } from '../../evidence/absent.ts'
import type { RouteMatch, ValueMatch } from '../../evidence/mesh/records.ts'
import { asBool, asList, asNumber, asText, at, isSet, map, orDefault, variantOf, type Given } from './read-spec.ts'

/** `match` of a route or gateway route, of any protocol. */
export function readMatch(match: Given): RouteMatch {
  return new Match(match)
}

/** A class whose members are read from the spec each time: at the quotas' limits a mesh has ten thousand, and few members are asked for. */
class Match implements RouteMatch {
  readonly #match: Given

  constructor(match: Given) {
    this.#match = match
  }

  get prefix(): RouteMatch['prefix'] { return asText(at(this.#match, 'prefix')) }
  get path(): RouteMatch['path'] { return asText(at(this.#match, 'path', 'exact')) }
  get pathRegex(): RouteMatch['pathRegex'] { return asText(at(this.#match, 'path', 'regex')) }
  get method(): RouteMatch['method'] { return asText(at(this.#match, 'method')) }
  get scheme(): RouteMatch['scheme'] { return asText(at(this.#match, 'scheme')) }
  get port(): RouteMatch['port'] { return asNumber(at(this.#match, 'port')) }
  get hostname(): RouteMatch['hostname'] { return asText(at(this.#match, 'hostname', 'exact')) }
  get hostnameSuffix(): RouteMatch['hostnameSuffix'] { return asText(at(this.#match, 'hostname', 'suffix')) }
  get grpcService(): RouteMatch['grpcService'] { return asText(at(this.#match, 'serviceName')) }
  get grpcMethod(): RouteMatch['grpcMethod'] { return asText(at(this.#match, 'methodName')) }
  get headers(): RouteMatch['headers'] { return readValues(at(this.#match, 'headers')) }
  get queryParameters(): RouteMatch['queryParameters'] { return readValues(at(this.#match, 'queryParameters')) }
  get metadata(): RouteMatch['metadata'] { return readValues(at(this.#match, 'metadata')) }
  get text(): string { return describe(this) }
  get regexes(): RouteMatch['regexes'] { return collectRegexes(this) }
}

const methods = ['exact', 'prefix', 'suffix', 'regex', 'range']

/** Headers, query parameters or gRPC metadata; one without a method asks only that it is there. */
function readValues(list: Given): Known<readonly ValueMatch[]> {
  return asList(list, item => {
    const method = variantOf(at(item, 'match'), methods)
    const found = isKnown(method) ? method : undefined
    const value = (): Known<string | undefined> => !isKnown(method) ? method : found === undefined || found.key === 'range' ? undefined : asText(found.value)
    return {
      name: orDefault(asText(at(item, 'name')), ''),
      kind: found?.key ?? 'present',
      invert: orDefault(asBool(at(item, 'invert')), false),
      value: value(),
      start: asNumber(at(found?.value, 'start')), end: asNumber(at(found?.value, 'end')),
    }
  })
}

type Parts = Omit<RouteMatch, 'text' | 'regexes'>

/** `prefix /tell method GET header x-canary`; `everything` where nothing is asked. */
function describe(parts: Parts): string {
  const named: readonly (readonly [string, Known<string | number | undefined> | undefined])[] = [
    ['prefix', parts.prefix], ['path', parts.path], ['path regex', parts.pathRegex], ['method', parts.method], ['scheme', parts.scheme],
    ['host', parts.hostname], ['host suffix', parts.hostnameSuffix], ['service', parts.grpcService], ['method', parts.grpcMethod], ['port', parts.port],
  ]
  const lists: readonly (readonly [string, Known<readonly ValueMatch[]>])[] = [['header', parts.headers], ['query', parts.queryParameters], ['metadata', parts.metadata]]
  const words = [
    ...named.flatMap(([name, value]) => value === undefined ? [] : [`${name} ${value instanceof Absent ? '?' : value}`]),
    ...lists.flatMap(([name, list]) => orElse(list, []).map(item => `${orElse(item.invert, false) ? 'not ' : ''}${name} ${orElse(item.name, '?')}`)),
  ]
  return words.length === 0 ? 'everything' : words.join(' ')
}

function collectRegexes(parts: Parts): Known<readonly string[]> {
  const values = [parts.headers, parts.queryParameters, parts.metadata].flatMap((list): readonly Known<string | undefined>[] =>
    isKnown(list) ? list.filter(item => item.kind === 'regex').map(item => item.value) : [list])
  const all = [parts.pathRegex, ...values]
  const absent = all.find(value => value instanceof Absent)
  return absent instanceof Absent ? absent : all.filter(value => typeof value === 'string')
}

/** What a gateway route makes of host and path. A prefix is rewritten unless the route says otherwise. */
export function readRewrite(rewrite: Given, match: RouteMatch, defaults: { rewriteHostname: boolean, rewritePrefix: string }): {
  rewritesHostname: Known<boolean>, prefixRewrite: Known<string | undefined>, pathRewrite: Known<string | undefined>, rewriteSet: Known<boolean>
} {
  const host = asText(at(rewrite, 'hostname', 'defaultTargetHostname'))
  const keep = asText(at(rewrite, 'prefix', 'defaultPrefix'))
  const value = asText(at(rewrite, 'prefix', 'value'))
  const byPrefix = map(match.prefix, () => map(orDefault(keep, 'ENABLED'), state => value !== undefined ? value : state === 'DISABLED' ? undefined : defaults.rewritePrefix))
  return {
    rewritesHostname: orDefault(map(host, state => state === 'ENABLED'), defaults.rewriteHostname),
    prefixRewrite: byPrefix,
    pathRewrite: asText(at(rewrite, 'path', 'exact')),
    rewriteSet: isSet(rewrite),
  }
}
