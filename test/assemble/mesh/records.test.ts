import assert from 'node:assert/strict'
import { parse } from 'yaml'
import { readFileSync } from 'node:fs'
import { Absent, isKnown } from '../../../src/evidence/absent.ts'
import { meshFactsOf } from '../../../src/evidence/mesh/facts.ts'
import { assembleMeshes, type AssembledMesh } from '../../../src/assemble/mesh/assemble-mesh.ts'
import { read, readFixture } from '../../sources/app-mesh/answers.ts'

const fact = (name: string): unknown => parse(readFileSync(`facts/${name}.yaml`, 'utf8'))
const facts = meshFactsOf({ 'app-mesh-defaults': fact('app-mesh-defaults'), 'app-mesh-quotas': fact('app-mesh-quotas') })
const clock = { at: Date.UTC(2026, 7, 10), from: 'recorded' as const }

async function one(input: ReturnType<typeof read>): Promise<AssembledMesh> {
  const [mesh] = assembleMeshes(await input, facts, clock).meshes
  assert.ok(mesh !== undefined)
  return mesh
}
const of = (folder: string): Promise<AssembledMesh> => one(readFixture(folder))
const absent = (value: unknown): string => {
  assert.ok(value instanceof Absent, JSON.stringify(value))
  return value.reason
}

describe('records of App Mesh resources', () => {
  it('values as the resource says them, in seconds', async () => {
    const { records } = await of('described')
    const blue = records.list('virtualNode').find(node => node.name === 'blue')
    const [listener] = blue?.listeners as NonNullable<Exclude<typeof blue, undefined>['listeners'] & readonly { label: string }[]>
    assert.equal(listener?.label, 'blue :9080')
    const plain = listener as unknown as Record<string, unknown>
    assert.equal(plain.requestTimeout, 2.5)
    assert.equal(plain.idleTimeout, 60)
    assert.equal(plain.requestTimeoutSet, true)
    assert.deepEqual(plain.healthCheck, { protocol: 'http', path: '/ping', port: undefined, interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 3 })
    assert.deepEqual(plain.pool, { protocol: 'http', maxConnections: 100, maxPendingRequests: 50, maxRequests: undefined })
    assert.deepEqual(plain.tls, { mode: 'STRICT', certificateKind: 'acm', certificate: 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-1111-4222-8333-444455556666', validation: undefined })
    assert.deepEqual(blue?.discovery, { kind: 'cloudMap', hostname: undefined, responseType: undefined, ipPreference: undefined, namespace: 'shop.local', service: 'blue', attributes: [{ key: 'stage', value: 'prod' }] })
  })

  it('defaults stand where a resource says nothing', async () => {
    const { records } = await one(read({ 'm.json': { meshName: 'shop' }, 'n.json': { meshName: 'shop', virtualNodeName: 'a', spec: { listeners: [{ portMapping: { port: 1, protocol: 'grpc' } }, { portMapping: { port: 2, protocol: 'tcp' } }], serviceDiscovery: { dns: { hostname: 'a' } }, backendDefaults: { clientPolicy: { tls: { validation: { trust: { file: { certificateChain: '/ca' } } } } } } } },
      'r.json': { meshName: 'shop', virtualRouterName: 'r', routeName: 'x', spec: { httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [] } } } },
      'g.json': { meshName: 'shop', virtualGatewayName: 'g', gatewayRouteName: 'y', spec: { httpRoute: { match: { prefix: '/a' }, action: { target: { virtualService: { virtualServiceName: 's' } } } } } } }))
    const [node] = records.list('virtualNode') as unknown as Record<string, unknown>[]
    const listeners = node?.listeners as Record<string, unknown>[]
    assert.deepEqual(listeners.map(item => [item.requestTimeout, item.idleTimeout, item.requestTimeoutSet]), [[15, 300, false], [undefined, 300, false]])
    assert.equal(records.mesh.egressFilter, 'DROP_ALL')
    assert.equal((node?.discovery as Record<string, unknown>).responseType, 'LOADBALANCER')
    assert.deepEqual(node?.clientPolicy, { enforce: true, ports: [], certificateKind: undefined, certificate: undefined, validation: { trustKind: 'file', trust: ['/ca'], sans: [] } })
    const [route] = records.list('route') as unknown as Record<string, unknown>[]
    assert.deepEqual([route?.requestTimeout, route?.idleTimeout, route?.priority, route?.retry], [15, 300, undefined, undefined])
    const [gatewayRoute] = records.list('gatewayRoute') as unknown as Record<string, unknown>[]
    assert.deepEqual([gatewayRoute?.rewritesHostname, gatewayRoute?.prefixRewrite, gatewayRoute?.rewriteSet], [true, '/', false])
  })

  it('a gateway route that keeps its prefix rewrites nothing but the host', async () => {
    const { records } = await of('described')
    const [route] = records.list('gatewayRoute')
    assert.deepEqual([route?.rewritesHostname, route?.prefixRewrite, route?.rewriteSet], [true, undefined, true])
    assert.equal(route?.match instanceof Absent ? '' : route?.match.text, 'prefix /colors host suffix .shop.example')
  })

  it('references are followed both ways, to the same records', async () => {
    const { records } = await of('described')
    const [blue, , green] = ['blue', 'front', 'green'].map(name => records.list('virtualNode').find(node => node.name === name))
    const colors = records.list('virtualService').find(service => service.name === 'colors.shop.local')
    const front = records.list('virtualNode').find(node => node.name === 'front')
    assert.ok(front !== undefined && isKnown(front.backends))
    assert.equal(front.backends[0]?.service, colors)
    assert.deepEqual(colors?.targets, [green, blue])
    assert.deepEqual(colors.clients, [front])
    assert.deepEqual(blue?.clients, [front])
    assert.deepEqual(blue.routes.map(route => route.name), ['main'])
    assert.deepEqual(blue.services.map(service => service.name), ['blue.shop.local'])
    assert.equal(records.list('virtualService').find(service => service.name === 'parked.shop.local')?.providerKind, 'none')
  })

  it('what was not given is not known; what a whole list lacks does not exist', async () => {
    const { records } = await of('kubernetes')
    const some = await one(read({ 'n.json': { meshName: 'shop', virtualNodeName: 'a', spec: { backends: [{ virtualService: { virtualServiceName: 's' } }] } } }))
    const whole = await one(read({ 'n.json': { meshName: 'shop', virtualNodeName: 'a', spec: { backends: [{ virtualService: { virtualServiceName: 's' } }] } }, 'l.json': { virtualServices: [] } }))
    const backendOf = (mesh: AssembledMesh): Record<string, unknown> => (mesh.records.list('virtualNode')[0]?.backends as unknown as Record<string, unknown>[])[0] ?? {}
    assert.match(absent(backendOf(some).service), /virtual service s was not given, nor a complete list/)
    assert.equal(backendOf(whole).service, undefined)
    assert.deepEqual([...whole.evidence.references].map(({ record }) => record instanceof Absent ? record : [record.label, record.field, record.exists]), [['virtual node a -> virtual service s', 'backends[0].virtualService.virtualServiceName', false]])
    // A VirtualRouter of the controller has all routes that there are: it deletes others.
    assert.equal((records.list('virtualRouter')[0]?.routes as readonly unknown[]).length, 2)
    const lone = await one(read({ 'r.json': { virtualRouter: { meshName: 'shop', virtualRouterName: 'colors', spec: {} } }, 'e.json': { route: { meshName: 'shop', virtualRouterName: 'colors', routeName: 'main', spec: {} } } }))
    assert.match(absent(lone.records.list('virtualRouter')[0]?.routes), /the routes of colors were not all given/)
    assert.equal(lone.records.list('virtualRouter')[0]?.givenRoutes.length, 1)
  })

  it('a value that a template computes is unknown where it is read, and its neighbours are not', async () => {
    const { records } = await one(read({ 't.yaml': 'Resources:\n  N:\n    Type: AWS::AppMesh::VirtualNode\n    Properties: {MeshName: shop, VirtualNodeName: a, Spec: {Listeners: [{PortMapping: {Port: !Ref Port, Protocol: http}}], ServiceDiscovery: {DNS: {Hostname: !Sub "a.${Domain}"}}}}\n' }))
    const [node] = records.list('virtualNode') as unknown as Record<string, unknown>[]
    const [listener] = node?.listeners as Record<string, unknown>[]
    assert.equal(absent(listener?.port), '!Ref Port: the template computes it')
    assert.equal(listener?.protocol, 'http')
    assert.equal(listener.label, 'a :?')
    assert.equal(absent((node?.discovery as Record<string, unknown>).hostname), '!Sub a.${Domain}: the template computes it')
  })

  it('what is only listed has a name and nothing else', async () => {
    const { records, evidence } = await one(read({ 'l.json': { virtualNodes: [{ meshName: 'shop', virtualNodeName: 'a', arn: 'arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualNode/a', version: 1 }] } }))
    const [node] = records.list('virtualNode')
    assert.equal(absent(node?.listeners), 'virtual node a is listed, but not described')
    assert.equal(node?.region, 'eu-west-1')
    // Its listeners are something to judge, and are not known.
    assert.deepEqual(evidence.listeners.map(({ name, record }) => [name, record instanceof Absent]), [['virtualNode/a', true]])
  })

  it('a member of another type than the API\'s is not known', async () => {
    const { records } = await one(read({ 'n.json': { meshName: 'shop', virtualNodeName: 'a', spec: { listeners: 'none', backends: [7], serviceDiscovery: { dns: 'a' } } } }))
    const [node] = records.list('virtualNode')
    assert.match(absent(node?.listeners), /another form here than the API/)
  })

  it('quotas: the fullest of what each limits, where all of it was given', async () => {
    const { evidence } = await of('described')
    const quotas = new Map(evidence.quotas.map(({ record }) => record instanceof Absent ? ['', undefined] : [record.code, record]))
    const show = (code: string): unknown => { const quota = quotas.get(code); return [quota?.value, quota?.from, quota?.count, quota?.of] }
    assert.deepEqual(show('L-E043DFB4'), [200, 'documented', 3, 'shop'])
    assert.deepEqual(show('L-BB90B7FF'), [50, 'documented', 2, 'colors'])
    assert.deepEqual(show('L-AE1D9567'), [10, 'documented', 2, 'main'])
    assert.deepEqual(show('L-8775AB18'), [50, 'documented', 1, 'front'])
    assert.match(absent(quotas.get('L-606A910B')?.count), /do not tell/)
    const partly = await of('inputs')
    const nodes = partly.evidence.quotas.find(({ label }) => label === 'Virtual nodes per mesh')
    assert.match(absent(nodes?.record instanceof Absent ? nodes.record : nodes?.record.count), /no complete list of the virtualNodes/)
  })

  it('an applied quota counts before the default', async () => {
    const quota = (arn: string, value: number): object => ({ Quotas: [{ ServiceCode: 'appmesh', QuotaArn: `arn:aws:servicequotas:eu-west-1:${arn}:appmesh/L-E043DFB4`, QuotaCode: 'L-E043DFB4', QuotaName: 'Virtual nodes per mesh', Value: value }] })
    const { targets } = assembleMeshes(await read({ 'd.json': quota('', 200), 'a.json': quota('111122223333', 500) }), facts, clock)
    const found = targets[0]?.quotas.find(({ name }) => name === 'quota/L-E043DFB4')?.record
    assert.ok(found !== undefined && !(found instanceof Absent))
    assert.deepEqual([found.value, found.from, found.default], [500, 'applied', 200])
    assert.equal(targets[0]?.target.id, 'quotas')
  })
})
