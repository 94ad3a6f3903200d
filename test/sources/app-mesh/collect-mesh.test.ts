import assert from 'node:assert/strict'
import nock from 'nock'
import { CollectError } from '../../../src/errors.ts'
import type { Snapshot } from '../../../src/snapshot/snapshot.ts'
import { collectMeshes } from '../../../src/sources/app-mesh/live/collect-mesh.ts'
import type { MeshRequest } from '../../../src/sources/app-mesh/live/request.ts'
import { readMesh } from '../../../src/sources/app-mesh/read-mesh.ts'
import { namesOf } from './answers.ts'

const api = 'https://appmesh.eu-west-1.amazonaws.com'
const root = '/v20190125/meshes/shop'
const owner = '111122223333'
const request: MeshRequest = { names: ['shop'], owner: undefined, region: 'eu-west-1', profile: undefined, roleArn: undefined, endpointUrl: undefined, requestSeconds: 5, signal: undefined }

const arn = (path: string): string => `arn:aws:appmesh:eu-west-1:${owner}:mesh/shop${path}`
const metadata = (path: string): object => ({ arn: arn(path), version: 1, uid: 'u', meshOwner: owner, resourceOwner: owner, createdAt: 1_786_000_000.5, lastUpdatedAt: 1_786_000_001 })
const ref = (names: object, path: string): object => ({ meshName: 'shop', ...names, ...metadata(path) })
const full = (names: object, path: string, spec: object = {}): object => ({ meshName: 'shop', ...names, metadata: metadata(path), spec, status: { status: 'ACTIVE' } })

/** A mesh with two nodes, one service, one router with a route, and one gateway without routes. `except` lists the paths that a test answers itself. */
function serveMesh(except: readonly string[] = []): nock.Scope {
  const scope = nock(api)
  const answer = (path: string, body: object): void => {
    if (!except.includes(path)) scope.get(root + path).reply(200, body)
  }
  answer('', full({}, '', { egressFilter: { type: 'ALLOW_ALL' } }))
  answer('/virtualNodes', { virtualNodes: [ref({ virtualNodeName: 'a' }, '/virtualNode/a'), ref({ virtualNodeName: 'b' }, '/virtualNode/b')] })
  answer('/virtualServices', { virtualServices: [ref({ virtualServiceName: 's.local' }, '/virtualService/s.local')] })
  answer('/virtualRouters', { virtualRouters: [ref({ virtualRouterName: 'r' }, '/virtualRouter/r')] })
  answer('/virtualGateways', { virtualGateways: [ref({ virtualGatewayName: 'g' }, '/virtualGateway/g')] })
  answer('/virtualRouter/r/routes', { routes: [ref({ virtualRouterName: 'r', routeName: 'x' }, '/virtualRouter/r/route/x')] })
  answer('/virtualGateway/g/gatewayRoutes', { gatewayRoutes: [] })
  answer('/virtualNodes/a', full({ virtualNodeName: 'a' }, '/virtualNode/a'))
  answer('/virtualNodes/b', full({ virtualNodeName: 'b' }, '/virtualNode/b', { listeners: [{ portMapping: { port: 8080, protocol: 'http' } }] }))
  answer('/virtualServices/s.local', full({ virtualServiceName: 's.local' }, '/virtualService/s.local'))
  answer('/virtualRouters/r', full({ virtualRouterName: 'r' }, '/virtualRouter/r'))
  answer('/virtualGateways/g', full({ virtualGatewayName: 'g' }, '/virtualGateway/g'))
  answer('/virtualRouter/r/routes/x', full({ virtualRouterName: 'r', routeName: 'x' }, '/virtualRouter/r/route/x'))
  return scope
}

const read = (snapshot: Snapshot): ReturnType<typeof readMesh> => readMesh(snapshot.proxies.flatMap(proxy => proxy.answers))
const failuresOf = (snapshot: Snapshot): Record<string, string> => Object.fromEntries(snapshot.proxies.flatMap(proxy => proxy.answers)
  .flatMap(answer => answer.failure === undefined ? [] : [[answer.source.replace(`appmesh:${root}`, ''), `${answer.failure.reason}: ${answer.failure.message}`]]))
const everything = ['mesh shop', 'route x in r', 'virtualGateway g', 'virtualNode a', 'virtualNode b', 'virtualRouter r', 'virtualService s.local']

describe("collecting from App Mesh's API", function () {
  this.timeout(30_000)
  const kept: Record<string, string | undefined> = {}
  const environment = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

  before(() => {
    for (const [name, value] of Object.entries(environment)) {
      kept[name] = process.env[name]
      process.env[name] = value
    }
    nock.disableNetConnect()
  })
  after(() => {
    for (const [name, value] of Object.entries(kept)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
    nock.enableNetConnect()
    nock.restore()
    nock.activate()
  })
  afterEach(() => {
    const pending = nock.pendingMocks()
    nock.cleanAll()
    assert.deepEqual(pending, [], 'requests that were never made')
  })

  it('every list and every description, in forms that are read like saved ones', async () => {
    const scope = serveMesh()
    const steps: string[] = []
    const snapshot = await collectMeshes({ ...request, onStep: ({ step, done, total }) => { steps.push(`${done}/${total} ${step}`) } })
    assert.ok(scope.isDone())
    const { meshes: [mesh], problems } = await read(snapshot)
    assert.deepEqual(problems, [])
    assert.deepEqual(namesOf(mesh?.all ?? []), everything)
    assert.equal(mesh?.owner, owner)
    assert.deepEqual(mesh.list('virtualNode').map(node => node.lastUpdatedAt), [1_786_000_001_000, 1_786_000_001_000])
    for (const kind of ['virtualNode', 'route', 'gatewayRoute'] as const) assert.ok(mesh.isComplete(kind), kind)
    assert.equal(mesh.find('gatewayRoute', 'none', 'g').is, 'missing')
    assert.equal(steps.length, 13)
    assert.deepEqual(new Set(steps).size, 13)
    assert.equal(steps[0], '0/5 /v20190125/meshes/shop')
  })

  it('follows pages to the end', async () => {
    const scope = serveMesh(['/virtualNodes'])
    scope.get(`${root}/virtualNodes`).reply(200, { virtualNodes: [ref({ virtualNodeName: 'a' }, '/virtualNode/a')], nextToken: 'p2' })
    scope.get(`${root}/virtualNodes?nextToken=p2`).reply(200, { virtualNodes: [ref({ virtualNodeName: 'b' }, '/virtualNode/b')] })
    const { meshes: [mesh] } = await read(await collectMeshes(request))
    assert.ok(scope.isDone())
    assert.deepEqual(namesOf(mesh?.list('virtualNode') ?? []), ['virtualNode a', 'virtualNode b'])
    assert.equal(mesh?.isComplete('virtualNode'), true)
  })

  it('a page that fails leaves the pages before it, and a list that says it is not whole', async () => {
    const scope = serveMesh(['/virtualNodes', '/virtualNodes/b'])
    scope.get(`${root}/virtualNodes`).reply(200, { virtualNodes: [ref({ virtualNodeName: 'a' }, '/virtualNode/a')], nextToken: 'p2' })
    scope.get(`${root}/virtualNodes?nextToken=p2`).reply(400, { message: 'bad token' }, { 'x-amzn-errortype': 'BadRequestException' })
    const snapshot = await collectMeshes(request)
    assert.ok(scope.isDone())
    assert.deepEqual(failuresOf(snapshot), { '/virtualNodes': 'cut: 400 BadRequestException: bad token' })
    const { meshes: [mesh] } = await read(snapshot)
    assert.equal(mesh?.find('virtualNode', 'b').is, 'unchecked')
    assert.equal(mesh.find('virtualNode', 'a').is, 'given')
  })

  it('a token that comes again and again does not hold it', async () => {
    const scope = serveMesh(['/virtualNodes', '/virtualNodes/a', '/virtualNodes/b'])
    scope.get(`${root}/virtualNodes`).reply(200, { virtualNodes: [], nextToken: 'p' })
    scope.get(`${root}/virtualNodes?nextToken=p`).reply(200, { virtualNodes: [], nextToken: 'p' })
    const snapshot = await collectMeshes(request)
    assert.ok(scope.isDone())
    assert.match(failuresOf(snapshot)['/virtualNodes'] ?? '', /the same page again and again/)
  })

  it('waits and repeats where it is throttled', async () => {
    const scope = serveMesh(['/virtualNodes'])
    scope.get(`${root}/virtualNodes`).reply(429, { message: 'slow down' }, { 'x-amzn-errortype': 'TooManyRequestsException' })
    scope.get(`${root}/virtualNodes`).reply(200, { virtualNodes: [ref({ virtualNodeName: 'a' }, '/virtualNode/a'), ref({ virtualNodeName: 'b' }, '/virtualNode/b')] })
    const snapshot = await collectMeshes(request)
    assert.ok(scope.isDone())
    assert.deepEqual(failuresOf(snapshot), {})
  })

  it('what may not be read costs only itself', async () => {
    const scope = serveMesh(['/virtualNodes/a', '/virtualRouter/r/routes', '/virtualRouter/r/routes/x'])
    scope.get(`${root}/virtualNodes/a`).reply(403, { message: 'not authorized to perform: appmesh:DescribeVirtualNode' }, { 'x-amzn-errortype': 'AccessDeniedException' })
    scope.get(`${root}/virtualRouter/r/routes`).reply(404, { message: 'no such router' }, { 'x-amzn-errortype': 'NotFoundException' })
    const snapshot = await collectMeshes(request)
    assert.ok(scope.isDone())
    assert.deepEqual(failuresOf(snapshot), {
      '/virtualNodes/a': 'status: 403 AccessDeniedException: not authorized to perform: appmesh:DescribeVirtualNode',
      '/virtualRouter/r/routes': 'status: 404 NotFoundException: no such router',
    })
    const { meshes: [mesh], problems } = await read(snapshot)
    assert.equal(mesh?.list('virtualNode').find(node => node.name === 'a')?.spec, undefined)
    assert.equal(problems.length, 2)
  })

  it('an error of the service is repeated, then said', async () => {
    const scope = serveMesh(['/virtualServices/s.local'])
    scope.get(`${root}/virtualServices/s.local`).times(5).reply(500, { message: 'oops' }, { 'x-amzn-errortype': 'InternalServerErrorException' })
    const snapshot = await collectMeshes(request)
    assert.ok(scope.isDone())
    assert.deepEqual(Object.keys(failuresOf(snapshot)), ['/virtualServices/s.local'])
    assert.match(failuresOf(snapshot)['/virtualServices/s.local'] ?? '', /500 InternalServerErrorException: oops/)
  })

  it('a shared mesh is asked for with its owner', async () => {
    const scope = nock(api).get(root).query({ meshOwner: owner }).reply(200, full({}, ''))
    for (const kind of ['virtualNodes', 'virtualServices', 'virtualRouters', 'virtualGateways']) scope.get(`${root}/${kind}`).query({ meshOwner: owner }).reply(200, { [kind]: [] })
    await collectMeshes({ ...request, owner })
    assert.ok(scope.isDone())
  })

  const silent: readonly (readonly [string, (scope: nock.Scope) => void, RegExp])[] = [
    ['no such name', scope => scope.get(/.*/).times(5).replyWithError(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })).persist(), /not known to DNS/],
    ['a cut connection', scope => scope.get(/.*/).replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })).persist(), /the connection was cut/],
    ['refused', scope => scope.get(/.*/).replyWithError(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })).persist(), /connection refused/],
  ]
  for (const [name, serve, message] of silent) {
    it(`an endpoint that does not answer (${name}): the service has ended, and the ways round`, async () => {
      const scope = nock(api)
      serve(scope)
      await assert.rejects(collectMeshes(request), (error: CollectError) => {
        assert.ok(error instanceof CollectError)
        assert.match(error.message, message)
        assert.match(error.why, /AWS ended App Mesh on 2026-09-30/)
        assert.match(error.tryThis, /kubectl get meshes.*CloudFormation.*--endpoint-url/)
        return true
      })
      assert.ok(scope.isDone())
      nock.cleanAll()
    })
  }

  it('expired credentials are not tried again for every resource', async () => {
    let asked = 0
    const scope = nock(api).persist().get(/.*/).reply(403, () => {
      asked++
      return { message: 'The security token included in the request is expired' }
    }, { 'x-amzn-errortype': 'ExpiredTokenException' })
    await assert.rejects(collectMeshes(request), /the credentials are not accepted \(ExpiredTokenException/)
    assert.ok(scope.isDone())
    assert.equal(asked, 1)
    nock.cleanAll()
  })

  it('expired in the middle: what was read is kept, the rest says why', async () => {
    const scope = serveMesh(['/virtualNodes/a', '/virtualNodes/b', '/virtualServices/s.local', '/virtualRouters/r', '/virtualGateways/g', '/virtualRouter/r/routes/x'])
    const expired = nock(api).persist().get(/\/virtual(?:Nodes|Services|Routers|Gateways|Router)\/.+/).reply(403, { message: 'The security token included in the request is expired' }, { 'x-amzn-errortype': 'ExpiredTokenException' })
    const snapshot = await collectMeshes(request)
    assert.ok(scope.isDone() && expired.isDone())
    nock.cleanAll()
    const failures = failuresOf(snapshot)
    assert.equal(Object.keys(failures).length, 6)
    for (const reason of Object.values(failures)) assert.match(reason, /the credentials are not accepted \(ExpiredTokenException/)
    const { meshes: [mesh] } = await read(snapshot)
    assert.deepEqual(namesOf(mesh?.all ?? []), everything)
  })

  it('an answer that is cut is asked for again, and then said', async () => {
    const scope = serveMesh(['/virtualNodes/a'])
    scope.get(`${root}/virtualNodes/a`).reply(200, '{"meshName":"shop","virtualNodeName":"a","spec":{"lis', { 'content-type': 'application/json' })
    const snapshot = await collectMeshes(request)
    assert.ok(scope.isDone())
    assert.match(failuresOf(snapshot)['/virtualNodes/a'] ?? '', /^unreadable: it answers, but not as App Mesh does/)
    const { meshes: [mesh] } = await read(snapshot)
    assert.equal(mesh?.list('virtualNode').find(node => node.name === 'a')?.spec, undefined)
  })

  it('an emulator answers at --endpoint-url', async () => {
    const scope = nock('http://127.0.0.1:4566').get(root).reply(200, full({}, ''))
    for (const kind of ['virtualNodes', 'virtualServices', 'virtualRouters', 'virtualGateways']) scope.get(`${root}/${kind}`).reply(200, { [kind]: [] })
    const snapshot = await collectMeshes({ ...request, endpointUrl: 'http://127.0.0.1:4566' })
    assert.ok(scope.isDone())
    assert.deepEqual(failuresOf(snapshot), {})
  })

  it('an interruption stops it', async () => {
    const controller = new AbortController()
    controller.abort()
    await assert.rejects(collectMeshes({ ...request, signal: controller.signal }), /interrupted/)
  })

  it('without a Region it says so', async () => {
    const region = process.env.AWS_REGION
    Reflect.deleteProperty(process.env, 'AWS_REGION')
    await assert.rejects(collectMeshes({ ...request, region: undefined }), (error: CollectError) => /no Region/.test(error.message) && /--region/.test(error.tryThis))
    if (region !== undefined) process.env.AWS_REGION = region
  })
})
