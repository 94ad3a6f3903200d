import assert from 'node:assert/strict'
import { showName } from '../../../src/evidence/mesh/resource.ts'
import type { Workload } from '../../../src/evidence/mesh/workload.ts'
import type { Cluster, Proxy } from '../../../src/evidence/schema.ts'
import { MeshResources } from '../../../src/evidence/mesh/resources.ts'
import { findOf } from '../../../src/mesh/whereabouts/find-of.ts'
import { findWhere } from '../../../src/mesh/whereabouts/find-where.ts'
import { matchResources, parseResourceQuery } from '../../../src/mesh/whereabouts/match-name.ts'
import { make, meshOf, to } from '../make-mesh.ts'

const pod = (name: string, nodeId: string | undefined, ...addresses: string[]): Workload => ({ what: 'pod', name, nodeId, how: 'test', addresses, state: 'Running', source: 'pods.json' })
const blue = pod('shop/blue-1', 'mesh/shop/virtualNode/blue', '10.0.0.1')
const green = pod('shop/green-1', 'arn:aws:appmesh:us-west-2:111122223333:mesh/shop@111122223333/virtualNode/green', '10.0.0.2')
const stranger = pod('other/blue-1', 'mesh/other/virtualNode/blue', '10.0.0.3')
const workloads = [blue, green, stranger, pod('shop/plain', undefined)]

const mesh = meshOf([
  make('virtualNode', 'blue', {}), make('virtualNode', 'green', {}), make('virtualRouter', 'colors', {}),
  make('route', 'main', { httpRoute: { match: { prefix: '/' }, action: to(['blue', 9], ['green', 1]) } }, { parent: 'colors' }),
  make('virtualService', 'colors', { provider: { virtualRouter: { virtualRouterName: 'colors' } } }),
  make('virtualNode', 'front', { backends: [{ virtualService: { virtualServiceName: 'colors' } }] }),
], false)

describe('where a resource is', () => {
  for (const [query, expected] of [
    ['blue', ['virtualNode blue']], ['colors', ['virtualRouter colors', 'virtualService colors']], ['virtual-router/colors', ['virtualRouter colors']],
    ['mesh/shop/virtualNode/green', ['virtualNode green']], ['mesh/other/virtualNode/green', []], ['arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualNode/green', ['virtualNode green']],
    ['mesh/shop/virtualRouter/colors/route/main', ['route main']], ['mesh/shop/virtualRouter/x/route/main', []], ['nothing', []], ['', []],
  ] as const) {
    it(`${query} names ${expected.length} resources`, () =>
      assert.deepEqual(matchResources(parseResourceQuery(query), [mesh]).map(({ resource }) => `${resource.kind} ${showName(resource.name)}`), expected))
  }

  const where = (query: string): ReturnType<typeof findWhere> => {
    const [match] = matchResources(parseResourceQuery(query), [mesh])
    assert.ok(match !== undefined)
    return findWhere(match.mesh, match.resource, workloads)
  }

  it('a node is the pods of its node id, in its own mesh only', () => {
    const { instances, references } = where('blue')
    assert.deepEqual(instances, [{ workload: blue, through: undefined }])
    assert.deepEqual(references.map(({ from, path, weight }) => [from.name, path, weight]), [['main', 'spec.httpRoute.action.weightedTargets[0].virtualNode', 9]])
  })

  it('a service is the pods of the nodes that it leads to', () => {
    const { instances, references } = where('virtualService/colors')
    assert.deepEqual(instances.map(({ workload, through }) => [workload.name, through]), [['shop/blue-1', 'blue'], ['shop/green-1', 'green']])
    assert.deepEqual(references.map(({ from }) => from.name), ['front'])
  })

  it('a shared mesh of another owner is another mesh', () => {
    const node = make('virtualNode', 'green', {})
    assert.equal(findWhere(new MeshResources('shop', '999988887777', [node], []), node, workloads).instances.length, 0)
    assert.equal(findWhere(new MeshResources('shop', '111122223333', [node], []), node, workloads).instances.length, 1)
  })
})

describe('which resource something is', () => {
  const cluster = { name: 'cds_egress_shop_blue_http_80', direction: 'egress', special: '', virtualNode: 'blue', endpoints: [{ address: '10.9.9.9', port: 80 }] } as unknown as Cluster
  const proxy = { workload: { ...pod('checkout', 'mesh/shop/virtualNode/front'), what: 'proxy' as const }, proxy: { clusters: [cluster] } as unknown as Proxy }
  const find = (query: string): string[] => findOf(query, [proxy], workloads, [mesh]).map(({ by, endpoint, resource }) => `${by.is}: ${endpoint?.name ?? '?'}, ${resource.is}`)

  for (const [query, expected] of [
    ['10.0.0.1', ['workload: blue, given']], ['10.0.0.1:8080', ['workload: blue, given']], ['blue-1', ['workload: blue, given', 'workload: blue, unchecked']],
    ['shop/plain', ['workload: ?, unchecked']], ['checkout', ['workload: front, given']], ['10.9.9.9', ['endpoint: blue, given']],
    ['mesh/shop/virtualNode/gone', ['node id: gone, unchecked']], ['mesh/shop/virtualNode/front', ['workload: front, given']], ['front', ['workload: front, given']], ['10.1.1.1', []], ['x', []],
  ] as const) {
    it(`${query}: ${expected.join(' and ') || 'nothing tells'}`, () => assert.deepEqual(find(query), expected))
  }

  it('a node id that a complete list does not have is missing', () => {
    assert.equal(findOf('mesh/shop/virtualNode/gone', [], [], [meshOf([make('virtualNode', 'blue', {})])])[0]?.resource.is, 'missing')
  })
})
