import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import type { MeshResource, Spec } from '../../../src/evidence/mesh/resource.ts'
import { validateMesh } from '../../../src/mesh/validate/validate-mesh.ts'
import { dns, listener, make, meshOf, model, to } from '../make-mesh.ts'

/** What the User Guide's walk-throughs create, made again: a mesh with a node, a router, a gRPC route, a gateway and a gateway route. */
const examples: readonly [string, MeshResource][] = [
  ['a mesh that lets traffic out', make('mesh', 'shop', { egressFilter: { type: 'ALLOW_ALL' }, serviceDiscovery: { ipPreference: 'IPv6_PREFERRED' } })],
  ['a mesh by default', make('mesh', 'shop', {})],
  ['a node found by DNS', make('virtualNode', 'nodeB', { listeners: [listener(80)], serviceDiscovery: { dns: { hostname: 'serviceBv1.svc.cluster.local' } } })],
  ['a node that expects no traffic', make('virtualNode', 'client', { backends: [{ virtualService: { virtualServiceName: 'serviceb.apps.local' } }] })],
  ['a node with a JSON access log', make('virtualNode', 'logged', { listeners: [listener(9080)], serviceDiscovery: dns, logging: { accessLog: { file: { path: '/dev/stdout', format: { json: [{ key: 'code', value: '%RESPONSE_CODE%' }] } } } } })],
  ['a node with a text access log', make('virtualNode', 'logged', { listeners: [listener(9080)], serviceDiscovery: dns, logging: { accessLog: { file: { path: '/dev/stdout', format: { text: '%LOCAL_REPLY_BODY%:%RESPONSE_CODE%:path=%REQ(:path)%\n' } } } } })],
  ['mutual TLS by SDS', make('virtualNode', 'mtls', { listeners: [listener(8443, 'http', { tls: {
    mode: 'STRICT', certificate: { sds: { secretName: 'spiffe://howto.mesh/colorteller' } },
    validation: { trust: { sds: { secretName: 'spiffe://howto.mesh' } }, subjectAlternativeNames: { match: { exact: ['spiffe://howto.mesh/front'] } } } } })], serviceDiscovery: dns })],
  ['a router', make('virtualRouter', 'routerName', { listeners: [listener(80)] })],
  ['a gRPC route with metadata and retries', make('route', 'r', { priority: 100, grpcRoute: {
    action: to(['nodeName', 100]), match: { metadata: [{ invert: false, match: { prefix: '123' }, name: 'myMetadata' }], methodName: 'nameOfmethod', serviceName: 'serviceA.svc.cluster.local' },
    retryPolicy: { grpcRetryEvents: ['deadline-exceeded'], httpRetryEvents: ['server-error', 'gateway-error'], maxRetries: 3, perRetryTimeout: { unit: 's', value: 15 }, tcpRetryEvents: ['connection-error'] } } }, { parent: 'routerName' })],
  ['a weighted http route', make('route', 'r', { httpRoute: { action: to(['serviceB', 1]), match: { prefix: '/' } } }, { parent: 'serviceB' })],
  ['a gateway', make('virtualGateway', 'gw', { listeners: [listener(9080)] })],
  ['a gateway route', make('gatewayRoute', 'gr', { httpRoute: { match: { prefix: '/' }, action: { target: { virtualService: { virtualServiceName: 'serviceA.svc.cluster.local' } } } } }, { parent: 'gw' })],
  ['a service with a router', make('virtualService', 'serviceA.svc.cluster.local', { provider: { virtualRouter: { virtualRouterName: 'serviceA' } } })],
  ['a service with a node', make('virtualService', 'serviceA.svc.cluster.local', { provider: { virtualNode: { virtualNodeName: 'serviceA' } } })],
]

describe('what works is not called wrong', () => {
  for (const [name, resource] of examples) {
    it(name, () => assert.deepEqual(validateMesh(meshOf([resource], false), model).problems, []))
  }

  it('a whole mesh with every reference resolved', () => {
    const mesh = meshOf([
      make('virtualNode', 'front', { backends: [{ virtualService: { virtualServiceName: 'colors' } }] }), make('virtualNode', 'blue', { listeners: [listener(8080), listener(9090, 'grpc')], serviceDiscovery: dns }),
      make('virtualService', 'colors', { provider: { virtualRouter: { virtualRouterName: 'r' } } }), make('virtualRouter', 'r', { listeners: [listener(8080), listener(9090, 'grpc')] }),
      make('route', 'a', { httpRoute: { match: { port: 8080 }, action: to(['blue', 1, 8080]) } }, { parent: 'r' }),
      make('route', 'b', { grpcRoute: { match: { port: 9090 }, action: to(['blue', 1, 9090]) } }, { parent: 'r' }),
      make('virtualGateway', 'gw', { listeners: [listener(8088), listener(8089)] }),
      make('gatewayRoute', 'x', { httpRoute: { match: { prefix: '/', port: 8088 }, action: { target: { virtualService: { virtualServiceName: 'colors' }, port: 8080 } } } }, { parent: 'gw' }),
    ])
    const { problems, unchecked, judged } = validateMesh(mesh, model)
    assert.deepEqual({ problems, unchecked, judged }, { problems: [], unchecked: [], judged: 8 })
  })

  it('a mesh at every limit of the API', () => {
    const full = (n: number): string => 'a'.repeat(n)
    const mesh = meshOf([
      make('virtualNode', full(255), {
        listeners: [listener(65535, 'http', {
          healthCheck: { protocol: 'http', path: '/ping', port: 65535, intervalMillis: 300_000, timeoutMillis: 60_000, healthyThreshold: 10, unhealthyThreshold: 10 },
          outlierDetection: { interval: { value: 0, unit: 'ms' }, baseEjectionDuration: { value: 0, unit: 's' }, maxEjectionPercent: 100, maxServerErrors: 1 },
          connectionPool: { http: { maxConnections: 1, maxPendingRequests: 1 } }, timeout: { http: { perRequest: { value: 0, unit: 's' }, idle: { value: 0, unit: 's' } } },
        })],
        serviceDiscovery: { awsCloudMap: { namespaceName: full(1024), serviceName: full(1024), attributes: [{ key: full(255), value: full(1024) }] } },
        logging: { accessLog: { file: { path: `/${full(254)}`, format: { text: `${full(999)}\n` } } } },
      }),
      make('route', full(255), { priority: 1000, http2Route: {
        match: { prefix: `/${full(254)}`, method: 'PATCH', scheme: 'https', headers: Array.from({ length: 10 }, () => ({ name: full(50), match: { exact: full(255) } })), queryParameters: Array.from({ length: 10 }, () => ({ name: 'q' })) },
        action: { weightedTargets: Array.from({ length: 10 }, (_, i) => ({ virtualNode: `n${i}`, weight: 10, port: 65535 })) },
        retryPolicy: { maxRetries: 0, perRetryTimeout: { value: 0, unit: 'ms' }, httpRetryEvents: ['server-error'], tcpRetryEvents: ['connection-error'] },
      } }, { parent: full(255) }),
      make('gatewayRoute', 'g', { priority: 0, grpcRoute: { match: { serviceName: 'a.B', hostname: { exact: full(253) }, metadata: Array.from({ length: 10 }, () => ({ name: full(50), match: { range: { start: -1, end: 0 } } })) }, action: { target: { port: 1, virtualService: { virtualServiceName: full(255) } } } } }, { parent: 'gw' }),
    ], false)
    assert.deepEqual(validateMesh(mesh, model).problems.map(({ path, message }) => `${path} ${message}`), [])
  })

  it('the described fixtures have no false error', () => {
    // Read as they are saved: each holds its spec under its own kind.
    const files = readdirSync('fixtures/mesh/described').filter(name => !name.startsWith('list-'))
    const resources = files.map(file => Object.values(JSON.parse(readFileSync(`fixtures/mesh/described/${file}`, 'utf8')) as Record<string, Record<string, unknown>>)[0] ?? {}).map(body => {
      const kind = (['gatewayRoute', 'route', 'virtualNode', 'virtualGateway', 'virtualRouter', 'virtualService'] as const).find(each => `${each}Name` in body) ?? 'mesh'
      const parent = kind === 'route' ? body.virtualRouterName : kind === 'gatewayRoute' ? body.virtualGatewayName : undefined
      return make(kind, body[`${kind}Name`] as string, body.spec as Spec, typeof parent === 'string' ? { parent } : {})
    })
    assert.ok(resources.length > 8)
    const errors = validateMesh(meshOf(resources, false), model).problems.filter(({ severity }) => severity === 'error')
    // One has a timeout by protocol, as listeners have it: HttpTimeout of a route has no member `http`.
    assert.deepEqual(errors.filter(({ path }) => path !== 'spec.httpRoute.timeout.http').map(({ path, message }) => `${path} ${message}`), [])
  })
})
