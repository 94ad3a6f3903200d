import assert from 'node:assert/strict'
import { showName, Unknown } from '../../../src/evidence/mesh/resource.ts'
import { readMesh } from '../../../src/sources/app-mesh/read-mesh.ts'
import { answerOf, namesOf, read } from './answers.ts'

const node = (name: string, rest: object = {}): object => ({ meshName: 'shop', virtualNodeName: name, spec: { listeners: [] }, ...rest })
const described = (name: string, version: number, owner = '111122223333', partition = 'aws'): object => node(name, {
  metadata: { arn: `arn:${partition}:appmesh:eu-west-1:${owner}:mesh/shop/virtualNode/${name}`, version, meshOwner: owner, resourceOwner: owner, createdAt: 1_786_000_000, lastUpdatedAt: 1_786_000_000 + version },
  status: { status: 'ACTIVE' }, spec: { listeners: [], backends: Array.from({ length: version }, (_, i) => ({ virtualService: { virtualServiceName: `s${i}.local` } })) },
})
const listed = (...names: readonly string[]): object => ({ virtualNodes: names.map(name => ({ meshName: 'shop', virtualNodeName: name, arn: `arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualNode/${name}`, version: 1, meshOwner: '111122223333', resourceOwner: '111122223333', createdAt: '2026-08-01T10:00:00Z', lastUpdatedAt: '2026-08-01T10:00:00Z' })) })

describe('App Mesh resources from several files', () => {
  it('the API sends a describe answer bare, the CLI wraps it', async () => {
    const { meshes: [mesh] } = await read({ 'bare.json': described('a', 1), 'cli.json': { virtualNode: described('b', 1) } })
    assert.deepEqual(namesOf(mesh?.all ?? []), ['virtualNode a', 'virtualNode b'])
    assert.deepEqual(mesh?.all.map(one => [one.origin, one.createdAt]), [['describe', 1_786_000_000_000], ['describe', 1_786_000_000_000]])
  })

  it('JSON values one after the other, as a loop of commands saves them', async () => {
    const { meshes: [mesh], problems } = await read({ 'all.json': `${JSON.stringify({ virtualNode: described('a', 1) }, null, 2)}\n${JSON.stringify({ virtualNode: described('b{', 1) })}\n` })
    assert.deepEqual(namesOf(mesh?.all ?? []), ['virtualNode a', 'virtualNode b{'])
    assert.equal(mesh?.all[1]?.place, 'line 28')
    assert.deepEqual(problems, [])
  })

  it('of two versions the newest counts, and that is said', async () => {
    const { meshes: [mesh], problems } = await read({ 'old.json': described('a', 3), 'new.json': described('a', 5), 'older.json': described('a', 2) })
    assert.equal(mesh?.all.length, 1)
    assert.equal(mesh.all[0]?.version, 5)
    assert.equal(mesh.repeats[0]?.dropped.length, 2)
    assert.deepEqual(problems.map(problem => problem.source), ['new.json'])
    assert.match(problems[0]?.message ?? '', /virtual node a was given 3 times.*version 5 counts, not 3/)
  })

  it('the same description twice is no conflict', async () => {
    const { problems } = await read({ 'a.json': described('a', 3), 'copy.json': described('a', 3) })
    assert.deepEqual(problems, [])
  })

  it("App Mesh's own description counts before what somebody meant to create", async () => {
    const { meshes: [mesh], problems } = await read({ 'input.json': node('a'), 'described.json': described('a', 1) })
    assert.equal(mesh?.all[0]?.origin, 'describe')
    assert.match(problems[0]?.message ?? '', /own description counts/)
  })

  it('a list that knows a newer version than the description is said', async () => {
    const list = listed('a')
    const { problems } = await read({ 'a.json': { virtualNode: described('a', 1) }, 'list.json': JSON.stringify(list).replace('"version":1', '"version":7') })
    assert.match(problems[0]?.message ?? '', /described at version 1, but list.json lists version 7: the description is old/)
  })

  const lists: readonly (readonly [string, object, boolean])[] = [
    ['a whole list', listed('a', 'b'), true],
    ['half a paged list', { ...listed('a'), nextToken: 'eyJ' }, false],
    ['half a list of the CLI', { ...listed('a'), NextToken: 'eyJ' }, false],
    ['a list with an entry that is none', { virtualNodes: [...(listed('a') as { virtualNodes: object[] }).virtualNodes, 'b'] }, false],
  ]
  for (const [name, list, complete] of lists) {
    it(`${name}: a reference into what was not given is ${complete ? 'missing' : 'unchecked, never missing'}`, async () => {
      const { meshes: [mesh], problems } = await read({ 'list.json': list, 'a.json': described('a', 1) })
      assert.equal(mesh?.isComplete('virtualNode'), complete)
      assert.equal(mesh.find('virtualNode', 'gone').is, complete ? 'missing' : 'unchecked')
      assert.equal(mesh.find('virtualNode', 'a').is, 'given')
      assert.equal(mesh.find('virtualService', 'gone').is, 'unchecked')
      assert.equal(problems.length, complete ? 0 : 1)
    })
  }

  it('what is listed and not described exists, and its spec is not known', async () => {
    const { meshes: [mesh] } = await read({ 'list.json': listed('a') })
    assert.equal(mesh?.find('virtualNode', 'a').is, 'given')
    assert.equal(mesh.all[0]?.spec, undefined)
  })

  it('an empty list is whole: by the request that fetched it, or for the only mesh', async () => {
    const asked = await readMesh([answerOf({ virtualNodes: [] }, 'n', '/v20190125/meshes/shop/virtualNodes'), answerOf({ routes: [] }, 'r', '/v20190125/meshes/shop/virtualRouter/r/routes')])
    assert.equal(asked.meshes[0]?.find('virtualNode', 'a').is, 'missing')
    assert.equal(asked.meshes[0].find('route', 'x', 'r').is, 'missing')
    assert.equal(asked.meshes[0].find('route', 'x', 'other').is, 'unchecked')
    const guessed = await read({ 'n.json': { virtualServices: [] }, 'a.json': described('a', 1) })
    assert.equal(guessed.meshes[0]?.find('virtualService', 's').is, 'missing')
    const unclear = await read({ 'r.json': { routes: [] }, 'a.json': described('a', 1) })
    assert.match(unclear.problems[0]?.message ?? '', /does not say of which virtualRouter/)
  })

  it('routes are whole only when those of every router are', async () => {
    const router = (name: string): object => ({ meshName: 'shop', virtualRouterName: name, arn: `arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualRouter/${name}`, version: 1 })
    const { meshes: [mesh] } = await readMesh([answerOf({ virtualRouters: [router('a'), router('b')] }, 'l'), answerOf({ routes: [] }, 'a', '/v20190125/meshes/shop/virtualRouter/a/routes')])
    assert.equal(mesh?.isComplete('route', 'a'), true)
    assert.equal(mesh.isComplete('route', 'b'), false)
    assert.equal(mesh.isComplete('route'), false)
  })

  it('a person may say that everything was given', async () => {
    const { meshes: [mesh] } = await read({ 'a.json': node('a') }, { allGiven: true })
    assert.equal(mesh?.find('virtualNode', 'b').is, 'missing')
  })

  it('meshes of one name and two owners are two, and of partitions too', async () => {
    const { meshes } = await read({ 'a.json': described('a', 1), 'b.json': described('b', 1, '444455556666', 'aws-cn'), 'c.json': described('c', 1, '777788889999', 'aws-us-gov') })
    assert.deepEqual(meshes.map(mesh => mesh.owner), ['111122223333', '444455556666', '777788889999'])
    assert.deepEqual(meshes.map(mesh => mesh.all.length), [1, 1, 1])
  })

  it('a resource of another account in a shared mesh is of that mesh', async () => {
    const shared = { meshName: 'shop', virtualNodeName: 'guest', spec: {}, metadata: { arn: 'arn:aws:appmesh:eu-west-1:444455556666:mesh/shop@111122223333/virtualNode/guest', version: 1, resourceOwner: '444455556666' } }
    const { meshes } = await read({ 'a.json': described('a', 1), 'guest.json': shared })
    assert.deepEqual(meshes.map(mesh => [mesh.owner, mesh.all.length]), [['111122223333', 2]])
    assert.equal(meshes[0]?.all[1]?.resourceOwner, '444455556666')
  })

  it('a deleted resource is no target for references', async () => {
    const { meshes: [mesh] } = await read({ 'a.json': { ...described('a', 1), status: { status: 'DELETED' } } })
    assert.deepEqual(mesh?.find('virtualNode', 'a'), { is: 'missing', because: 'virtual node a is deleted' })
    assert.deepEqual(mesh.list('virtualNode'), [])
  })

  it('a name that the template makes up may be the one that is looked for', async () => {
    const { meshes: [mesh] } = await read({ 't.yaml': 'Resources:\n  N:\n    Type: AWS::AppMesh::VirtualNode\n    Properties:\n      MeshName: shop\n      VirtualNodeName: !Sub "${Env}-a"\n', 'list.json': listed('b') })
    assert.equal(mesh?.find('virtualNode', 'prod-a').is, 'unchecked')
  })
})

describe('nameless specs', () => {
  const cases: readonly (readonly [string, string, object, string | undefined])[] = [
    ['a provider', 'colors-vs.json', { provider: { virtualNode: { virtualNodeName: 'a' } } }, 'virtualService colors-vs'],
    ['a route', 'canary.json', { httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [] } } }, 'route canary in (router not named)'],
    ['a gateway route', 'in.json', { httpRoute: { match: { prefix: '/' }, action: { target: { virtualService: { virtualServiceName: 's' } } } } }, 'gatewayRoute in in (gateway not named)'],
    ['discovery', 'x.json', { serviceDiscovery: { dns: { hostname: 'x' } } }, 'virtualNode x'],
    ['bare listeners, by the file', 'colors-vr-1.json', { listeners: [{ portMapping: { port: 1, protocol: 'http' } }] }, 'virtualRouter colors-vr-1'],
    ['bare listeners, by the file', 'in-vgw.json', { listeners: [{ portMapping: { port: 1, protocol: 'http' } }] }, 'virtualGateway in-vgw'],
    ['bare listeners, undecidable', 'x.json', { listeners: [{ portMapping: { port: 1, protocol: 'http' } }] }, undefined],
    ['an empty spec, undecidable', 'mesh.json', {}, undefined],
  ]
  for (const [name, file, spec, expected] of cases) {
    it(`${name}: ${expected ?? 'said'}`, async () => {
      const { meshes, problems } = await read({ [file]: { spec } })
      assert.deepEqual(meshes.flatMap(mesh => namesOf(mesh.all)), expected === undefined ? [] : [expected])
      assert.equal(problems[0]?.source, file)
      assert.match(problems[0].message, expected === undefined ? /nothing tells which|fits a/ : /without a name: it is taken as .* named by its file/)
    })
  }

  it('beside one mesh they are of that mesh, and a route is of the only router', async () => {
    const { meshes } = await read({
      'mesh.json': { meshName: 'shop' }, 'r.json': { meshName: 'shop', virtualRouterName: 'colors', spec: { listeners: [] } },
      'main.json': { spec: { httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [] } } } },
    })
    assert.deepEqual(meshes.map(mesh => [showName(mesh.name), namesOf(mesh.all)]), [['shop', ['mesh shop', 'route main in colors', 'virtualRouter colors']]])
  })

  it('beside two meshes they stay apart, and that is said', async () => {
    const { meshes, problems } = await read({ 'a.json': { meshName: 'a' }, 'b.json': { meshName: 'b' }, 'x.json': { spec: { provider: {} } } })
    assert.equal(meshes.length, 3)
    assert.ok(meshes[2]?.name instanceof Unknown)
    assert.ok(problems.some(problem => problem.message.includes('2 meshes were given: kept apart')))
  })
})
