import assert from 'node:assert/strict'
import type { MeshKind, MeshResource, Spec, SpecValue } from '../../../src/evidence/mesh/resource.ts'
import { Unknown } from '../../../src/evidence/mesh/resource.ts'
import { guideChecks, type GuideCheckId } from '../../../src/mesh/validate/guide/checks.ts'
import { validateMesh } from '../../../src/mesh/validate/validate-mesh.ts'
import { dns, listener, make, meshOf, model, to } from '../make-mesh.ts'

/** One check: what fires it, at which path, and the near misses that stay quiet. Others are the resources beside it. */
interface Row { check: GuideCheckId, kind: MeshKind, path: string, fires: Spec, quiet: readonly Spec[], others?: readonly MeshResource[] }

const computed = new Unknown('!Ref X', 'a template computes it')
const s = (value: number): Spec => ({ value, unit: 's' })
const route = (type: string, body: Spec): Spec => ({ [type]: { match: { prefix: '/' }, action: to(['blue', 1]), ...body } })
const grpc = (match: Spec, body: Spec = {}): Spec => ({ grpcRoute: { match, action: to(['blue', 1]), ...body } })
const retry = (more: Spec): Spec => route('httpRoute', { retryPolicy: { maxRetries: 3, perRetryTimeout: s(5), httpRetryEvents: ['server-error'], ...more } })
const gatewayAction = (rewrite?: Spec, port?: number): Spec =>
  ({ target: { virtualService: { virtualServiceName: 'colors' }, ...port === undefined ? {} : { port } }, ...rewrite === undefined ? {} : { rewrite } })
const gatewayRoute = (match: Spec, rewrite?: Spec, port?: number): Spec => ({ httpRoute: { match, action: gatewayAction(rewrite, port) } })
const node = (...listeners: readonly Spec[]): Spec => ({ listeners, serviceDiscovery: dns })
const check = (more: Spec): Spec => ({ healthCheck: { protocol: 'http', intervalMillis: 5000, timeoutMillis: 2000, healthyThreshold: 2, unhealthyThreshold: 2, ...more } })
const ejection: Spec = { outlierDetection: { interval: s(10), baseEjectionDuration: s(30), maxEjectionPercent: 50, maxServerErrors: 5 } }
const sans = (...exact: readonly SpecValue[]): Spec =>
  ({ backendDefaults: { clientPolicy: { tls: { validation: { trust: { file: { certificateChain: '/ca.pem' } }, subjectAlternativeNames: { match: { exact } } } } } } })
const backends = (...names: readonly string[]): Spec => ({ backends: names.map(virtualServiceName => ({ virtualService: { virtualServiceName } })) })
const log = (text: string): Spec => ({ logging: { accessLog: { file: { path: '/dev/stdout', format: { text } } } } })
const blue = make('virtualNode', 'blue', node(listener(8080)))
const twoPorts = make('virtualNode', 'blue', node(listener(8080), listener(9090)))
const router = (...listeners: readonly Spec[]): MeshResource => make('virtualRouter', 'r', { listeners })
const gateway = (...listeners: readonly Spec[]): MeshResource => make('virtualGateway', 'g', { listeners })
const colors = make('virtualService', 'colors', { provider: { virtualNode: { virtualNodeName: 'blue' } } })
const colorsByRouter = make('virtualService', 'colors', { provider: { virtualRouter: { virtualRouterName: 'r' } } })
const target = (port?: number): Spec => ({ httpRoute: { match: { prefix: '/' }, action: to(port === undefined ? ['blue', 1] : ['blue', 1, port]) } })
const http = (match: Spec): Spec => route('httpRoute', { match })
const timeout = (seconds: number): Spec => ({ timeout: { http: { perRequest: s(seconds) } } })

const rows: readonly Row[] = [
  { check: 'one-route-type', kind: 'route', path: 'spec', fires: {}, quiet: [route('httpRoute', {}), { httpRoute: computed }] },
  { check: 'one-route-type', kind: 'route', path: 'spec', fires: { ...route('httpRoute', {}), ...route('http2Route', {}) }, quiet: [] },
  { check: 'one-route-type', kind: 'gatewayRoute', path: 'spec', fires: { priority: 1 }, quiet: [gatewayRoute({ prefix: '/' })] },
  { check: 'grpc-method-needs-service', kind: 'route', path: 'spec.grpcRoute.match.methodName', fires: grpc({ methodName: 'Get' }),
    quiet: [grpc({ methodName: 'Get', serviceName: 'color.Color' }), grpc({ serviceName: 'color.Color' }), grpc({}), grpc({ methodName: 'Get', serviceName: computed })] },
  { check: 'scheme-only-http2', kind: 'route', path: 'spec.httpRoute.match.scheme', fires: http({ prefix: '/', scheme: 'https' }), quiet: [route('http2Route', { match: { prefix: '/', scheme: 'https' } })] },
  { check: 'one-path-match', kind: 'route', path: 'spec.httpRoute.match', fires: http({ prefix: '/', path: { exact: '/a' } }), quiet: [http({ prefix: '/' }), http({ path: { exact: '/a' } }), http({ port: 1 })] },
  { check: 'one-path-match', kind: 'gatewayRoute', path: 'spec.httpRoute.match', fires: gatewayRoute({ path: { exact: '/a', regex: '/a.*' } }), quiet: [gatewayRoute({ path: { regex: '/a.*' } })] },
  { check: 'path-starts-with-slash', kind: 'route', path: 'spec.httpRoute.match.prefix', fires: http({ prefix: 'metrics' }), quiet: [http({ prefix: '/metrics' })] },
  { check: 'path-starts-with-slash', kind: 'gatewayRoute', path: 'spec.httpRoute.match.path.exact', fires: gatewayRoute({ path: { exact: 'x' } }), quiet: [gatewayRoute({ path: { exact: '/x' } })] },
  { check: 'regex', kind: 'route', path: 'spec.httpRoute.match.path.regex', fires: http({ path: { regex: '/(?=a)' } }), quiet: [http({ path: { regex: '/(a|b)+' } })] },
  { check: 'regex', kind: 'route', path: 'spec.grpcRoute.match.metadata[0].match.regex', fires: grpc({ metadata: [{ name: 'm', match: { regex: '(' } }] }), quiet: [grpc({ metadata: [{ name: 'm', match: { regex: '()' } }] })] },
  { check: 'range-empty', kind: 'route', path: 'spec.httpRoute.match.headers[0].match.range', fires: http({ headers: [{ name: 'x', match: { range: { start: 5, end: 5 } } }] }),
    quiet: [http({ headers: [{ name: 'x', match: { range: { start: 5, end: 6 } } }] })] },
  { check: 'retry-timeout-incomplete', kind: 'route', path: 'spec.httpRoute.retryPolicy.perRetryTimeout.unit', fires: retry({ perRetryTimeout: { value: 5 } }), quiet: [retry({}), retry({ perRetryTimeout: computed })] },
  { check: 'retry-timeout-incomplete', kind: 'route', path: 'spec.httpRoute.retryPolicy.perRetryTimeout.value', fires: retry({ perRetryTimeout: { unit: 's' } }), quiet: [] },
  { check: 'retry-event-unknown', kind: 'route', path: 'spec.httpRoute.retryPolicy.httpRetryEvents[0]', fires: retry({ httpRetryEvents: ['server-eror'] }), quiet: ['server-error', 'gateway-error', 'client-error', 'stream-error'].map(event => retry({ httpRetryEvents: [event] })) },
  { check: 'retry-without-event', kind: 'route', path: 'spec.httpRoute.retryPolicy', fires: route('httpRoute', { retryPolicy: { maxRetries: 1, perRetryTimeout: s(1) } }), quiet: [retry({}), route('httpRoute', {})] },
  { check: 'timeout-cuts-retries', kind: 'route', path: 'spec.httpRoute.timeout.perRequest', fires: route('httpRoute', { timeout: { perRequest: { value: 14_999, unit: 'ms' } }, retryPolicy: { maxRetries: 3, perRetryTimeout: s(5), httpRetryEvents: ['server-error'] } }),
    quiet: [15, 0].map(n => route('httpRoute', { timeout: { perRequest: s(n) }, retryPolicy: { maxRetries: 3, perRetryTimeout: s(5), httpRetryEvents: ['server-error'] } })) },
  { check: 'duration-incomplete', kind: 'route', path: 'spec.tcpRoute.timeout.idle', fires: { tcpRoute: { action: to(['blue', 1]), timeout: { idle: { value: 5 } } } }, quiet: [{ tcpRoute: { action: to(['blue', 1]), timeout: { idle: s(5) } } }] },
  { check: 'duration-incomplete', kind: 'virtualNode', path: 'spec.listeners[0].timeout.http.idle', fires: node(listener(1, 'http', { timeout: { http: { idle: { unit: 's' } } } })), quiet: [node(listener(1, 'http', { timeout: { http: { idle: s(1) } } }))] },
  { check: 'weights-over-100', kind: 'route', path: 'spec.httpRoute.action.weightedTargets', fires: route('httpRoute', { action: to(['blue', 60], ['green', 41]) }), quiet: [route('httpRoute', { action: to(['blue', 60], ['green', 40]) }), route('httpRoute', { action: to(['blue', 1]) })] },
  { check: 'weights-zero', kind: 'route', path: 'spec.httpRoute.action.weightedTargets', fires: route('httpRoute', { action: to(['blue', 0], ['green', 0]) }), quiet: [route('httpRoute', { action: to(['blue', 0], ['green', 1]) })] },
  { check: 'target-port-needed', kind: 'route', path: 'spec.httpRoute.action.weightedTargets[0].port', fires: target(), quiet: [target(8080), target(9090)], others: [twoPorts] },
  { check: 'target-port-unheard', kind: 'route', path: 'spec.httpRoute.action.weightedTargets[0].port', fires: target(8081), quiet: [target(8080), target()], others: [blue] },
  { check: 'target-without-listener', kind: 'route', path: 'spec.httpRoute.action.weightedTargets[0].virtualNode', fires: target(), quiet: [], others: [make('virtualNode', 'blue', {})] },
  { check: 'protocol-differs', kind: 'route', path: 'spec.grpcRoute', fires: grpc({}), quiet: [target()], others: [blue] },
  { check: 'protocol-differs', kind: 'route', path: 'spec.httpRoute', fires: target(), quiet: [grpc({})], others: [router(listener(8080, 'grpc'))] },
  { check: 'match-port-needed', kind: 'route', path: 'spec.httpRoute.match.port', fires: http({ prefix: '/' }), quiet: [http({ port: 1 }), http({ port: 2 })], others: [router(listener(1), listener(2))] },
  { check: 'match-port-needed', kind: 'gatewayRoute', path: 'spec.httpRoute.match.port', fires: gatewayRoute({ prefix: '/' }), quiet: [gatewayRoute({ port: 2001 })], others: [gateway(listener(2001), listener(2002))] },
  { check: 'match-port-unheard', kind: 'route', path: 'spec.httpRoute.match.port', fires: http({ port: 3 }), quiet: [http({ port: 1 }), http({ prefix: '/' })], others: [router(listener(1))] },
  { check: 'timeout-needs-listener', kind: 'route', path: 'spec.httpRoute.timeout.perRequest', fires: route('httpRoute', { timeout: { perRequest: s(16) } }), quiet: [route('httpRoute', { timeout: { perRequest: s(15) } })], others: [blue] },
  { check: 'timeout-needs-listener', kind: 'route', path: 'spec.httpRoute.timeout.perRequest', fires: route('httpRoute', { timeout: { perRequest: s(0) } }), quiet: [route('httpRoute', { timeout: { perRequest: s(20) } })], others: [make('virtualNode', 'blue', node(listener(8080, 'http', timeout(20))))] },
  { check: 'timeout-needs-route', kind: 'virtualNode', path: 'spec.listeners[0].timeout.http.perRequest', fires: node(listener(8080, 'http', timeout(16))), quiet: [node(listener(8080, 'http', timeout(15)))],
    others: [make('virtualService', 'x', { provider: { virtualNode: { virtualNodeName: 'it' } } })] },
  { check: 'gateway-target-port-needed', kind: 'gatewayRoute', path: 'spec.httpRoute.action.target.port', fires: gatewayRoute({ prefix: '/' }), quiet: [gatewayRoute({ prefix: '/' }, undefined, 9090)], others: [colors, twoPorts] },
  { check: 'gateway-target-port-needed', kind: 'gatewayRoute', path: 'spec.httpRoute.action.target.port', fires: gatewayRoute({ prefix: '/' }), quiet: [gatewayRoute({ prefix: '/' }, undefined, 3333)], others: [colorsByRouter, router(listener(3333), listener(4444))] },
  { check: 'target-port-unheard', kind: 'gatewayRoute', path: 'spec.httpRoute.action.target.port', fires: gatewayRoute({ prefix: '/' }, undefined, 1), quiet: [gatewayRoute({ prefix: '/' })], others: [colors, blue] },
  { check: 'gateway-prefix-reserved', kind: 'gatewayRoute', path: 'spec.httpRoute.match.prefix', fires: gatewayRoute({ prefix: '/aws-app-mesh-x' }), quiet: [gatewayRoute({ prefix: '/aws' })] },
  { check: 'gateway-prefix-reserved', kind: 'gatewayRoute', path: 'spec.httpRoute.match.prefix', fires: gatewayRoute({ prefix: '/aws-appmesh' }), quiet: [gatewayRoute({ prefix: '/my/aws-appmesh' })] },
  { check: 'gateway-service-reserved', kind: 'gatewayRoute', path: 'spec.grpcRoute.match.serviceName', fires: { grpcRoute: { match: { serviceName: 'aws.appmesh' }, action: gatewayAction() } }, quiet: [{ grpcRoute: { match: { serviceName: 'aws.appmesh2' }, action: gatewayAction() } }] },
  { check: 'one-hostname-match', kind: 'gatewayRoute', path: 'spec.httpRoute.match.hostname', fires: gatewayRoute({ hostname: { exact: 'a.b', suffix: '.b' } }), quiet: [gatewayRoute({ hostname: { suffix: '.b' } })] },
  { check: 'rewrite-other-match', kind: 'gatewayRoute', path: 'spec.httpRoute.action.rewrite.prefix', fires: gatewayRoute({ path: { exact: '/a' } }, { prefix: { defaultPrefix: 'DISABLED' } }), quiet: [gatewayRoute({ prefix: '/a' }, { prefix: { value: '/b/' } }), gatewayRoute({ hostname: { exact: 'a.b' } }, { prefix: { value: '/b/' } })] },
  { check: 'rewrite-other-match', kind: 'gatewayRoute', path: 'spec.httpRoute.action.rewrite.path', fires: gatewayRoute({ prefix: '/a' }, { path: { exact: '/b' } }), quiet: [gatewayRoute({ path: { regex: '/a' } }, { path: { exact: '/b' } })] },
  { check: 'pool-other-protocol', kind: 'virtualNode', path: 'spec.listeners[0].connectionPool.http', fires: node(listener(1, 'http2', { connectionPool: { http: { maxConnections: 1 } } })), quiet: [node(listener(1, 'http2', { connectionPool: { http2: { maxRequests: 1 } } }))] },
  { check: 'pool-other-protocol', kind: 'virtualGateway', path: 'spec.listeners[0].connectionPool.grpc', fires: { listeners: [listener(2000, 'http', { connectionPool: { grpc: { maxRequests: 1 } } })] }, quiet: [{ listeners: [listener(2000, 'grpc', { connectionPool: { grpc: { maxRequests: 1 } } })] }] },
  { check: 'timeout-other-protocol', kind: 'virtualNode', path: 'spec.listeners[0].timeout.http2', fires: node(listener(1, 'http', { timeout: { http2: { idle: s(1) } } })), quiet: [node(listener(1, 'http2', { timeout: { http2: { idle: s(1) } } }))] },
  { check: 'request-timeout-on-tcp', kind: 'virtualNode', path: 'spec.listeners[0].timeout.http.perRequest', fires: node(listener(1, 'tcp', timeout(1))), quiet: [node(listener(1, 'tcp', { timeout: { tcp: { idle: s(1) } } }))] },
  { check: 'health-check-path-ignored', kind: 'virtualNode', path: 'spec.listeners[0].healthCheck.path', fires: node(listener(1, 'tcp', check({ protocol: 'tcp', path: '/' }))), quiet: [node(listener(1, 'http', check({ path: '/' }))), node(listener(1, 'tcp', check({ protocol: 'tcp' })))] },
  { check: 'health-check-port-differs', kind: 'virtualGateway', path: 'spec.listeners[0].healthCheck.port', fires: { listeners: [listener(2000, 'http', check({ port: 2001 }))] }, quiet: [{ listeners: [listener(2000, 'http', check({ port: 2000 }))] }] },
  { check: 'listener-port-twice', kind: 'virtualRouter', path: 'spec.listeners[1].portMapping.port', fires: { listeners: [listener(1), listener(1)] }, quiet: [{ listeners: [listener(1), listener(2)] }] },
  { check: 'listener-needs-discovery', kind: 'virtualNode', path: 'spec.serviceDiscovery', fires: { listeners: [listener(1)] }, quiet: [{}, { listeners: [] }, { listeners: [listener(1)], serviceDiscovery: computed }] },
  { check: 'outlier-detection-one-host', kind: 'virtualNode', path: 'spec.listeners[0].outlierDetection', fires: node(listener(1, 'http', ejection)),
    quiet: [{ listeners: [listener(1, 'http', ejection)], serviceDiscovery: { dns: { hostname: 'a', responseType: 'ENDPOINTS' } } }, { listeners: [listener(1, 'http', ejection)], serviceDiscovery: { awsCloudMap: { namespaceName: 'n', serviceName: 's' } } }] },
  { check: 'gateway-privileged-port', kind: 'virtualGateway', path: 'spec.listeners[0].portMapping.port', fires: { listeners: [listener(1024)] }, quiet: [{ listeners: [listener(1025)] }] },
  { check: 'san-format', kind: 'virtualNode', path: 'spec.backendDefaults.clientPolicy.tls.validation.subjectAlternativeNames.match.exact[0]', fires: sans('my service'), quiet: [sans('colors.shop.local', '*.shop.local', 'spiffe://shop/colors', computed)] },
  { check: 'backend-twice', kind: 'virtualNode', path: 'spec.backends[1].virtualService.virtualServiceName', fires: backends('colors', 'colors'), quiet: [backends('colors', 'other')], others: [colors, blue, make('virtualService', 'other', {})] },
  { check: 'log-text-without-newline', kind: 'virtualGateway', path: 'spec.logging.accessLog.file.format.text', fires: { listeners: [listener(2000)], ...log('%PROTOCOL%') }, quiet: [{ listeners: [listener(2000)], ...log('%PROTOCOL%\n') }] },
  { check: 'reference-missing', kind: 'virtualNode', path: 'spec.backends[0].virtualService.virtualServiceName', fires: backends('colours'), quiet: [backends('colors'), backends('arn:aws:appmesh:us-west-2:111122223333:mesh/shop/virtualService/colors')], others: [colors, blue] },
]

function judge(row: Row, spec: Spec): { check: string, path: string, severity: string }[] {
  const parent: Partial<MeshResource> = row.kind === 'route' ? { parent: 'r' } : row.kind === 'gatewayRoute' ? { parent: 'g' } : {}
  const it = make(row.kind, 'it', spec, parent)
  const { problems } = validateMesh(meshOf([...row.others ?? [], it], row.check === 'reference-missing'), model)
  return problems.filter(({ resource }) => resource === it).map(({ check: name, path, severity }) => ({ check: name, path, severity }))
}

describe('what the guide demands', () => {
  for (const [index, row] of rows.entries()) {
    it(`${row.check} on ${row.kind} (${index})`, () => {
      assert.deepEqual(judge(row, row.fires), [{ check: row.check, path: row.path, severity: guideChecks[row.check].severity }])
      for (const quiet of row.quiet) assert.deepEqual(judge(row, quiet), [], JSON.stringify(quiet))
    })
  }

  it('names outside of the guide\'s letters, but not of virtual services', () => {
    const problems = validateMesh(meshOf([make('virtualRouter', 'a.b', {}), make('virtualRouter', 'a-b_1', {}), make('virtualService', 'a.b', {})]), model).problems
    assert.deepEqual(problems.map(({ check: name, resource }) => [name, resource.name]), [['name-characters', 'a.b']])
  })

  it('one resource described in two ways', () => {
    const problems = validateMesh(meshOf([make('virtualRouter', 'r', {}), make('virtualRouter', 'r', { listeners: [] }, { source: 'other.json' }), make('virtualRouter', 'q', {}), make('virtualRouter', 'q', {})]), model).problems
    assert.deepEqual(problems.map(({ check: name, resource }) => [name, resource.name]), [['given-twice', 'r']])
  })

  it('has a test for every check', () => {
    const tested = new Set<string>([...rows.map(row => row.check), 'name-characters', 'given-twice'])
    assert.deepEqual(Object.keys(guideChecks).filter(id => !tested.has(id)), [])
  })
})
