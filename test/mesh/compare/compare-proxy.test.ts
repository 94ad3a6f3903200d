import assert from 'node:assert/strict'
import type { MeshResource, Spec } from '../../../src/evidence/mesh/resource.ts'
import type { Proxy } from '../../../src/evidence/schema.ts'
import { compareProxy } from '../../../src/mesh/compare/compare-proxy.ts'
import type { Difference } from '../../../src/mesh/compare/difference.ts'
import { openMesh } from '../../../src/open-mesh.ts'
import { openWorkloads } from '../../../src/open-workloads.ts'
import { listener, make, meshOf, to } from '../make-mesh.ts'

/** The resources of which the Envoys of fixtures/healthy-frozen are configured. */
const server: Spec = { listeners: [listener(8080)], serviceDiscovery: { awsCloudMap: { namespaceName: 'shop.local', serviceName: 'payments' } } }
const client: Spec = { backends: [{ virtualService: { virtualServiceName: 'payments.shop.local' } }] }
const service = make('virtualService', 'payments.shop.local', { provider: { virtualRouter: { virtualRouterName: 'payments' } } })
const router = make('virtualRouter', 'payments', { listeners: [listener(8080)] })
const main: Spec = { httpRoute: { match: { prefix: '/' }, action: to(['payments', 100]) } }

interface Changes { checkout?: Spec, payments?: Spec, main?: Spec, more?: readonly MeshResource[], allGiven?: boolean }

/** A tls policy that trusts a file. */
const policy = (more: Spec = {}): Spec => ({ clientPolicy: { tls: { validation: { trust: { file: { certificateChain: '/ca.pem' } } }, ...more } } })

describe('comparing a frozen Envoy with its resources', () => {
  const proxies = new Map<string, Proxy>()

  before(async () => {
    const { snapshot } = await openMesh(['fixtures/healthy-frozen'], false)
    for (const { workload, proxy } of (await openWorkloads(snapshot)).proxies) if (proxy !== undefined) proxies.set(workload.name, proxy)
    await snapshot.close()
  })

  function compare(who: 'checkout' | 'payments', { checkout = client, payments = server, main: route = main, more = [], allGiven = true }: Changes): { differences: readonly Difference[], notCompared: readonly string[] } {
    const resources = [make('virtualNode', 'checkout', checkout), make('virtualNode', 'payments', payments), service, router, make('route', 'main', route, { parent: 'payments' }), ...more]
    const own = resources.find(({ kind, name }) => kind === 'virtualNode' && name === who)
    const proxy = proxies.get(who)
    assert.ok(own !== undefined && proxy !== undefined)
    return compareProxy(proxy, own, meshOf(resources, allGiven))
  }

  it('finds nothing where they agree', () => {
    assert.deepEqual(compare('checkout', {}), { differences: [], notCompared: [] })
    assert.deepEqual(compare('payments', {}), { differences: [], notCompared: [] })
  })

  const node = 'cluster to virtual node payments :8080'
  const path = 'virtual service payments.shop.local, prefix /'
  const rows: [string, 'checkout' | 'payments', Changes, Difference[]][] = [
    ['a listener that was added', 'payments', { payments: { ...server, listeners: [listener(8080), listener(9090)] } }, [{ of: 'listener :9090', field: 'protocol', envoy: 'none', resources: 'http' }]],
    ['a listener that was taken away', 'payments', { payments: { ...server, listeners: [] } }, [{ of: 'listener :8080', field: 'protocol', envoy: 'http', resources: 'none' }]],
    ['another protocol', 'payments', { payments: { ...server, listeners: [listener(8080, 'tcp')] } }, [{ of: 'listener :8080', field: 'protocol', envoy: 'http', resources: 'tcp' }]],
    ['TLS at the server', 'payments', { payments: { ...server, listeners: [listener(8080, 'http', { tls: { mode: 'STRICT', certificate: { sds: { secretName: 'x' } } } })] } }, [{ of: 'listener :8080', field: 'TLS', envoy: 'none', resources: 'on' }]],
    ['TLS that is off', 'payments', { payments: { ...server, listeners: [listener(8080, 'http', { tls: { mode: 'DISABLED', certificate: { sds: { secretName: 'x' } } } })] } }, []],
    ['TLS at the client', 'checkout', { checkout: { ...client, backendDefaults: policy() } }, [{ of: node, field: 'TLS', envoy: 'none', resources: 'on' }]],
    ['TLS for another port', 'checkout', { checkout: { ...client, backendDefaults: policy({ ports: [443] }) } }, []],
    ['TLS that is not enforced', 'checkout', { checkout: { ...client, backendDefaults: policy({ enforce: false }) } }, []],
    ['another timeout', 'checkout', { main: { httpRoute: { match: { prefix: '/' }, action: to(['payments', 100]), timeout: { perRequest: { value: 60, unit: 's' } } } } }, [{ of: path, field: 'timeout (s)', envoy: '15', resources: '60' }]],
    ['more retries', 'checkout', { main: { httpRoute: { match: { prefix: '/' }, action: to(['payments', 100]), retryPolicy: { maxRetries: 5, perRetryTimeout: { value: 1, unit: 's' }, httpRetryEvents: ['server-error'] } } } },
      [{ of: path, field: 'retries', envoy: '2', resources: '5' }, { of: path, field: 'timeout of a try (s)', envoy: 'none', resources: '1' }]],
    ['a route that Envoy lacks', 'checkout', { more: [make('route', 'new', { httpRoute: { match: { prefix: '/new' }, action: to(['payments', 1]) } }, { parent: 'payments' })] }, [{ of: 'virtual service payments.shop.local, prefix /new', field: 'route', envoy: 'none', resources: 'new' }]],
    ['a target that was added', 'checkout', { main: { httpRoute: { match: { prefix: '/' }, action: to(['payments', 90], ['next', 10]) } }, more: [make('virtualNode', 'next', { listeners: [listener(8080)] })] }, [
      { of: 'cluster to virtual node next :8080', field: 'protocol', envoy: 'none', resources: 'http' }, { of: path, field: 'weights', envoy: 'payments all', resources: 'next 10, payments 90' }]],
    ['a backend that was taken away', 'checkout', { checkout: {} }, [{ of: node, field: 'protocol', envoy: 'http', resources: 'none' }]],
    ['outlier detection', 'checkout', { payments: { ...server, listeners: [listener(8080, 'http', { outlierDetection: { maxServerErrors: 5 } })] } }, [{ of: node, field: 'outlier detection', envoy: 'none', resources: 'on' }]],
    ['a health check', 'checkout', { payments: { ...server, listeners: [listener(8080, 'http', { healthCheck: { protocol: 'http' } })] } }, [{ of: node, field: 'health check', envoy: 'none', resources: 'on' }]],
    ['the port', 'checkout', { payments: { ...server, listeners: [listener(9090)] } }, [{ of: 'cluster to virtual node payments :9090', field: 'protocol', envoy: 'none', resources: 'http' }, { of: node, field: 'protocol', envoy: 'http', resources: 'none' }]],
  ]
  for (const [name, who, changes, expected] of rows) {
    it(`tells ${name}`, () => assert.deepEqual(compare(who, changes).differences, expected))
  }

  it('does not call a cluster surplus while something on the way was not given', () => {
    const { differences, notCompared } = compare('checkout', { checkout: {}, allGiven: false })
    assert.deepEqual(differences, [{ of: node, field: 'protocol', envoy: 'http', resources: 'none' }], 'a node without backends needs no further list')
    assert.deepEqual(notCompared, [])
    const open = compare('checkout', { checkout: { backends: [{ virtualService: { virtualServiceName: 'unseen' } }] }, allGiven: false })
    assert.deepEqual(open.differences, [])
    assert.equal(open.notCompared.length, 1)
  })
})
