import type { Route } from '../../evidence/schema.ts'
import type { MeshResource, SpecValue } from '../../evidence/mesh/resource.ts'
import { at, isSet, textAt } from '../spec.ts'
import { routeTypeOf } from '../validate/guide/matches.ts'

/** What a route asks of a path, as people read it, and the forms that it may have in Envoy. */
export interface PathMatch { text: string, isGrpc: boolean, forms: readonly string[] }

/** The path that an http, http2 or grpc route or gateway route matches; undefined for tcp, and where a template computes it. */
export function pathOf({ spec }: Pick<MeshResource, 'spec'>): PathMatch | undefined {
  const chosen = routeTypeOf(spec)
  if (chosen === undefined || chosen.type === 'tcpRoute') return undefined
  const match = at(chosen.body, 'match')
  return chosen.type === 'grpcRoute' ? grpcPathOf(match) : httpPathOf(match)
}

function httpPathOf(match: SpecValue | undefined): PathMatch | undefined {
  const exact = textAt(match, 'path', 'exact')
  const regex = textAt(match, 'path', 'regex')
  if (exact === undefined && regex === undefined && isSet(match, 'prefix') && textAt(match, 'prefix') === undefined) return undefined
  const text = exact !== undefined ? `path ${exact}` : regex !== undefined ? `regex ${regex}` : `prefix ${textAt(match, 'prefix') ?? '/'}`
  return { text, isGrpc: false, forms: [text] }
}

/** A gRPC call is a request of path `/SERVICE/METHOD`. Source: gRPC over HTTP/2, Request. */
function grpcPathOf(match: SpecValue | undefined): PathMatch | undefined {
  const service = textAt(match, 'serviceName')
  const method = textAt(match, 'methodName')
  if ((service === undefined && isSet(match, 'serviceName')) || (method === undefined && isSet(match, 'methodName'))) return undefined
  if (service === undefined) return { text: 'grpc', isGrpc: true, forms: ['prefix /'] }
  return method === undefined
    ? { text: `grpc service ${service}`, isGrpc: true, forms: [`prefix /${service}/`, `prefix /${service}`] }
    : { text: `grpc method ${service}/${method}`, isGrpc: true, forms: [`path /${service}/${method}`, `prefix /${service}/${method}`] }
}

/** Whether a route of an Envoy is one of that path. */
export function matchesPath({ forms, isGrpc }: PathMatch, route: Route): boolean {
  return forms.includes(pathOfEnvoy(route)) && (!isGrpc || route.conditions.includes('grpc'))
}

export function pathOfEnvoy({ prefix, path, regex }: Route): string {
  return path !== undefined ? `path ${path}` : regex !== undefined ? `regex ${regex}` : `prefix ${prefix ?? '/'}`
}
