import assert from 'node:assert/strict'
import type { MeshKind, MeshResource, Spec } from '../../../src/evidence/mesh/resource.ts'
import type { Proxy } from '../../../src/evidence/schema.ts'
import { compareProxy } from '../../../src/mesh/compare/compare-proxy.ts'
import { openMesh } from '../../../src/open-mesh.ts'
import { openWorkloads } from '../../../src/open-workloads.ts'
import { listener, make, meshOf, to } from '../make-mesh.ts'

/** Resources by their changes: what real Envoys of a fixture were configured of, unless a row says otherwise. */
interface Resources { checkout?: Spec, payments?: Spec, router?: Spec, route?: Spec, edge?: Spec, gatewayRoutes?: Record<string, Spec> }

const discovery: Spec = { awsCloudMap: { namespaceName: 'shop.local', serviceName: 'payments' } }
const backend = (clientPolicy?: Spec): Spec => ({ backends: [{ virtualService: { virtualServiceName: 'payments.shop.local', ...clientPolicy === undefined ? {} : { clientPolicy } } }] })
const files = (role: string): Spec => ({ file: { certificateChain: `certs/${role}_cert_chain.pem`, privateKey: `certs/${role}_key.pem` } })
const validation = (name: string, more: Spec = {}): Spec => ({ trust: { file: { certificateChain: 'certs/shop-ca.pem' } }, subjectAlternativeNames: { match: { exact: [name] } }, ...more })
const tls = (more: Spec = {}): Spec => ({ mode: 'STRICT', certificate: files('payments'), validation: validation('checkout.shop.local'), ...more })
const policy = (more: Spec = {}): Spec => ({ tls: { certificate: files('checkout'), validation: validation('payments.shop.local'), ...more } })
const server = (protocol: string, more: Spec = {}): Spec => ({ listeners: [listener(8080, protocol, more)], serviceDiscovery: discovery })
const all = to(['payments', 100])
const grpc = (match: Spec, more: Spec = {}): Spec => ({ grpcRoute: { match, action: all, ...more } })
const entrance = (prefix: string): Spec => ({ httpRoute: { match: { prefix }, action: { target: { virtualService: { virtualServiceName: 'payments.shop.local' } } } } })

/** What each fixture's Envoys are configured of. */
const healthy: Record<string, Required<Omit<Resources, 'edge' | 'gatewayRoutes'>>> = {
  'healthy-grpc': { checkout: backend(), payments: server('grpc'), router: { listeners: [listener(8080, 'grpc')] }, route: grpc({}) },
  'healthy-tcp': { checkout: backend(), payments: server('tcp'), router: { listeners: [listener(8080, 'tcp')] }, route: { tcpRoute: { action: all } } },
  'healthy-mutual-tls': { checkout: backend(policy()), payments: server('http', { tls: tls() }), router: { listeners: [listener(8080)] }, route: { httpRoute: { match: { prefix: '/' }, action: all } } },
  'healthy-gateway': { checkout: {}, payments: server('http'), router: { listeners: [listener(8080)] }, route: { httpRoute: { match: { prefix: '/' }, action: all } } },
  'connectivity-outlier-ejections': {
    checkout: backend(), router: { listeners: [listener(8080)] }, route: { httpRoute: { match: { prefix: '/' }, action: all } },
    payments: server('http', { outlierDetection: { maxServerErrors: 3, interval: { unit: 's', value: 1 }, baseEjectionDuration: { unit: 's', value: 30 }, maxEjectionPercent: 50 } }),
  },
}

describe('comparing frozen Envoys of every protocol with their resources', () => {
  const proxies = new Map<string, Proxy>()
  before(async () => {
    for (const fixture of Object.keys(healthy)) {
      const { snapshot } = await openMesh([`fixtures/${fixture}`], false)
      for (const { workload, proxy } of (await openWorkloads(snapshot)).proxies) if (proxy !== undefined) proxies.set(`${fixture}/${workload.name}`, proxy)
      await snapshot.close()
    }
  })

  function compare(fixture: string, who: string, changes: Resources): { differences: string[], notCompared: readonly string[] } {
    const given: Resources = { ...healthy[fixture], ...changes }
    const resources: MeshResource[] = [
      make('virtualNode', 'checkout', given.checkout ?? {}), make('virtualNode', 'payments', given.payments ?? {}),
      make('virtualService', 'payments.shop.local', { provider: { virtualRouter: { virtualRouterName: 'payments' } } }),
      make('virtualRouter', 'payments', given.router ?? {}), make('route', 'main', given.route ?? {}, { parent: 'payments' }),
      make('virtualNode', 'next', server('tcp')),
      make('virtualGateway', 'edge', given.edge ?? { listeners: [listener(8080)] }),
      ...Object.entries(given.gatewayRoutes ?? { pay: entrance('/pay') }).map(([name, spec]) => make('gatewayRoute', name, spec, { parent: 'edge' })),
    ]
    const kind: MeshKind = who === 'edge' ? 'virtualGateway' : 'virtualNode'
    const own = resources.find(one => one.kind === kind && one.name === who)
    const proxy = proxies.get(`${fixture}/${who === 'edge' ? 'checkout' : who}`)
    assert.ok(own !== undefined && proxy !== undefined, `${fixture} ${who}`)
    const { differences, notCompared } = compareProxy(proxy, own, meshOf(resources))
    return { differences: differences.map(({ of, field, envoy, resources: said }) => `${of}: ${field}: ${envoy} | ${said}`), notCompared }
  }

  for (const fixture of Object.keys(healthy)) {
    for (const who of fixture === 'healthy-gateway' ? ['edge', 'payments'] : ['checkout', 'payments']) {
      it(`${fixture}, ${who}: nothing where they agree`, () => assert.deepEqual(compare(fixture, who, {}), { differences: [], notCompared: [] }))
    }
  }

  const service = 'virtual service payments.shop.local', cluster = 'cluster to virtual node payments :8080'
  const rows: readonly [string, string, string, Resources, string[]][] = [
    ['a grpc route for one service', 'healthy-grpc', 'checkout', { route: grpc({ serviceName: 'shop.Payments' }) }, [`${service}, grpc service shop.Payments: route: none | main`]],
    ['a grpc route for one method', 'healthy-grpc', 'checkout', { route: grpc({ serviceName: 'shop.Payments', methodName: 'Pay' }) }, [`${service}, grpc method shop.Payments/Pay: route: none | main`]],
    ['the timeout of a grpc route', 'healthy-grpc', 'checkout', { route: grpc({}, { timeout: { grpc: {}, perRequest: { unit: 's', value: 5 } } }) }, [`${service}, grpc: timeout (s): 15 | 5`]],
    ['the retries of a grpc route', 'healthy-grpc', 'checkout', { route: grpc({}, { retryPolicy: { maxRetries: 4, perRetryTimeout: { unit: 'ms', value: 500 }, grpcRetryEvents: ['unavailable'] } }) },
      [`${service}, grpc: retries: 2 | 4`, `${service}, grpc: timeout of a try (s): none | 0.5`]],
    ['an http route where Envoy has grpc', 'healthy-grpc', 'checkout', { route: { httpRoute: { match: { prefix: '/pay' }, action: all } } }, [`${service}, prefix /pay: route: none | main`]],
    ['another target over tcp', 'healthy-tcp', 'checkout', { route: { tcpRoute: { action: to(['next', 1]) } } },
      ['cluster to virtual node next :8080: protocol: none | tcp', `${cluster}: protocol: tcp | none`, `${service} :8080: target: payments | next`]],
    ['another port over tcp', 'healthy-tcp', 'checkout', { router: { listeners: [listener(3306, 'tcp')] } }, [`${service} :3306: tcp: none | a backend`]],
    ['a connection pool over http', 'healthy-gateway', 'payments', { payments: server('http', { connectionPool: { http: { maxConnections: 50, maxPendingRequests: 5 } } }) },
      ['listener :8080: connection pool, maxConnections: none | 50', 'listener :8080: connection pool, maxPendingRequests: none | 5']],
    ['a connection pool over grpc', 'healthy-grpc', 'payments', { payments: server('grpc', { connectionPool: { grpc: { maxRequests: 10 } } }) }, ['listener :8080: connection pool, maxRequests: none | 10']],
    ['a connection pool over tcp', 'healthy-tcp', 'payments', { payments: server('tcp', { connectionPool: { tcp: { maxConnections: 7 } } }) }, ['listener :8080: connection pool, maxConnections: none | 7']],
    ["a listener's request timeout", 'healthy-gateway', 'payments', { payments: server('http', { timeout: { http: { perRequest: { unit: 's', value: 60 } } } }) }, ['listener :8080: request timeout (s): 15 | 60']],
    ['outlier detection, each figure', 'connectivity-outlier-ejections', 'checkout',
      { payments: server('http', { outlierDetection: { maxServerErrors: 5, interval: { unit: 'ms', value: 500 }, baseEjectionDuration: { unit: 's', value: 60 }, maxEjectionPercent: 10 } }) },
      [`${cluster}: outlier detection, server errors: 3 | 5`, `${cluster}: outlier detection, interval (s): 1 | 0.5`, `${cluster}: outlier detection, ejection (s): 30 | 60`, `${cluster}: outlier detection, largest share (%): 50 | 10`]],
    ['outlier detection that Envoy has alone', 'connectivity-outlier-ejections', 'checkout', { payments: server('http') }, [`${cluster}: outlier detection: on | none`]],
    ['TLS that is only permitted', 'healthy-mutual-tls', 'payments', { payments: server('http', { tls: tls({ mode: 'PERMISSIVE' }) }) }, ['listener :8080: TLS mode: STRICT | PERMISSIVE']],
    ['a client certificate that is not demanded', 'healthy-mutual-tls', 'payments', { payments: server('http', { tls: { mode: 'STRICT', certificate: files('payments') } }) }, ['listener :8080: client certificate: required | none']],
    ['other clients', 'healthy-mutual-tls', 'payments', { payments: server('http', { tls: tls({ validation: validation('cart.shop.local') }) }) }, ['listener :8080: accepted client names: checkout.shop.local | cart.shop.local']],
    ['another CA of clients', 'healthy-mutual-tls', 'payments', { payments: server('http', { tls: tls({ validation: validation('checkout.shop.local', { trust: { sds: { secretName: 'spiffe://shop' } } }) }) }) },
      ['listener :8080: trusted CA of clients: certs/shop-ca.pem | secret spiffe://shop']],
    ['another certificate', 'healthy-mutual-tls', 'payments', { payments: server('http', { tls: tls({ certificate: { sds: { secretName: 'payments' } } }) }) }, ['listener :8080: certificate chain: certs/payments_cert_chain.pem | secret payments']],
    ['a client without a certificate', 'healthy-mutual-tls', 'checkout', { checkout: backend({ tls: { validation: validation('payments.shop.local') } }) }, [`${cluster}: client certificate: certs/checkout_cert_chain.pem | none`]],
    ['another name of the server', 'healthy-mutual-tls', 'checkout', { checkout: backend(policy({ validation: validation('pay.shop.local') })) }, [`${cluster}: accepted server names: payments.shop.local | pay.shop.local`]],
    ['a gateway route that Envoy lacks', 'healthy-gateway', 'edge', { gatewayRoutes: { pay: entrance('/pay'), cart: entrance('/cart') } }, ['gateway, prefix /cart: gateway route: none | cart']],
    ['a gateway route that was taken away', 'healthy-gateway', 'edge', { gatewayRoutes: { root: entrance('/') } }, ['gateway, prefix /: gateway route: none | root', 'gateway, prefix /pay: gateway route: prefix /pay | none']],
    ['a port of a gateway', 'healthy-gateway', 'edge', { edge: { listeners: [listener(8443)] } }, ['listener :8443: protocol: none | http', 'listener :8080: protocol: http | none']],
  ]
  for (const [name, fixture, who, changes, expected] of rows) it(`tells ${name}`, () => assert.deepEqual(compare(fixture, who, changes).differences, expected))

  const unseen: readonly [string, string, string, Resources, RegExp][] = [
    ['certificates of ACM', 'healthy-mutual-tls', 'payments', { payments: server('http', { tls: { mode: 'STRICT', certificate: { acm: { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/x' } }, validation: validation('checkout.shop.local') } }) }, /certificate of ACM/],
    ['CAs of ACM', 'healthy-mutual-tls', 'checkout', { checkout: backend(policy({ validation: { trust: { acm: { certificateAuthorityArns: ['arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/x'] } } } })) }, /CAs of ACM/],
    ['idle timeouts', 'healthy-gateway', 'payments', { payments: server('http', { timeout: { http: { idle: { unit: 's', value: 60 } } } }) }, /idle timeouts of listeners/],
    ['shares over tcp', 'healthy-tcp', 'checkout', { route: { tcpRoute: { action: to(['payments', 1], ['next', 1]) } } }, /shares of several targets over tcp/],
  ]
  for (const [name, fixture, who, changes, expected] of unseen) it(`says that it cannot compare ${name}`, () => assert.match(compare(fixture, who, changes).notCompared.join('; '), expected))
})
