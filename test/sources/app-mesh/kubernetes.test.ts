import assert from 'node:assert/strict'
import { Unknown } from '../../../src/evidence/mesh/resource.ts'
import { namesOf, read } from './answers.ts'

const resource = (kind: string, name: string, spec: object, rest: object = {}): object => ({ apiVersion: 'appmesh.k8s.aws/v1beta2', kind, metadata: { name, namespace: 'prod', generation: 2 }, spec, ...rest })
const mesh = resource('Mesh', 'shop', {})

describe('custom resources of the App Mesh controller', () => {
  it('are named by name and namespace where awsName is not set, services with a dot', async () => {
    const { meshes: [one] } = await read({
      'm.json': mesh, 'n.json': resource('VirtualNode', 'a', {}), 's.json': resource('VirtualService', 'a', {}), 'r.json': resource('VirtualRouter', 'a', { routes: [{ name: 'x' }] }),
      'g.json': resource('VirtualGateway', 'a', { awsName: 'in' }), 'gr.json': resource('GatewayRoute', 'a', { virtualGatewayRef: { name: 'a' } }),
    })
    assert.deepEqual(namesOf(one?.all ?? []), ['gatewayRoute a_prod in in', 'mesh shop', 'route x in a_prod', 'virtualGateway in', 'virtualNode a_prod', 'virtualRouter a_prod', 'virtualService a.prod'])
  })

  it('refer to one another by reference or ARN', async () => {
    const route = { name: 'x', httpRoute: { action: { weightedTargets: [{ virtualNodeRef: { name: 'a' }, weight: 1 }, { virtualNodeRef: { name: 'a', namespace: 'other' }, weight: 1 }, { virtualNodeARN: 'arn:aws-cn:appmesh:cn-north-1:111122223333:mesh/shop/virtualNode/c', weight: 1 }] } } }
    const { meshes: [one] } = await read({ 'm.json': mesh, 'n.json': resource('VirtualNode', 'a', { awsName: 'blue' }), 'r.json': resource('VirtualRouter', 'r', { routes: [route] }) })
    const spec = one?.list('route')[0]?.spec as { httpRoute: { action: { weightedTargets: { virtualNode: unknown }[] } } }
    const targets = spec.httpRoute.action.weightedTargets.map(target => target.virtualNode)
    assert.equal(targets[0], 'blue')
    // Its awsName may be any: it was not given.
    assert.ok(targets[1] instanceof Unknown)
    assert.equal(targets[1].expression, 'VirtualNode other/a')
    assert.equal(targets[2], 'c')
  })

  const states: readonly (readonly [string, object, object, string | undefined, RegExp | undefined])[] = [
    ['a manifest says nothing', {}, {}, undefined, undefined],
    ['active', {}, { conditions: [{ type: 'VirtualNodeActive', status: 'True' }], observedGeneration: 2 }, 'ACTIVE', undefined],
    ['half created', {}, { conditions: [{ type: 'VirtualNodeActive', status: 'False', message: 'AccessDenied' }] }, 'INACTIVE', /AccessDenied/],
    ['not yet seen', {}, { conditions: [{ type: 'VirtualNodeActive', status: 'True' }], observedGeneration: 1 }, 'ACTIVE', /generation 1, and it is at 2/],
    ['being deleted', { deletionTimestamp: '2026-08-01T00:00:00Z' }, { conditions: [{ type: 'VirtualNodeActive', status: 'True' }] }, undefined, /being deleted/],
  ]
  for (const [name, metadata, status, expected, why] of states) {
    it(`state: ${name}`, async () => {
      const { meshes: [one] } = await read({ 'm.json': mesh, 'n.json': resource('VirtualNode', 'a', {}, { metadata: { name: 'a', namespace: 'prod', generation: 2, ...metadata }, status }) })
      const found = one?.list('virtualNode')[0]
      assert.equal(found?.status, expected)
      if (why === undefined) assert.equal(found?.notActive, undefined)
      else assert.match(found?.notActive ?? '', why)
    })
  }

  it('the ARN in the status names the mesh, whatever Mesh was given', async () => {
    const { meshes } = await read({ 'n.json': resource('VirtualNode', 'a', {}, { status: { virtualNodeARN: 'arn:aws:appmesh:eu-west-1:111122223333:mesh/shop@444455556666/virtualNode/a_prod' } }) })
    assert.deepEqual(meshes.map(one => [one.name, one.owner]), [['shop', '444455556666']])
  })

  it('other kinds beside them are passed over; other versions and nameless ones are said', async () => {
    const documents = ['apiVersion: v1\nkind: Service\nmetadata: {name: x}', 'apiVersion: appmesh.k8s.aws/v1beta1\nkind: Mesh\nmetadata: {name: old}', 'apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\nmetadata: {}', 'apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\nmetadata: {name: shop}\nspec: {}\n']
    const { meshes, problems } = await read({ 'all.yaml': documents.join('\n---\n') })
    assert.deepEqual(meshes.map(one => one.name), ['shop'])
    assert.deepEqual(problems.map(problem => problem.message), [
      'line 5, Mesh old is of appmesh.k8s.aws/v1beta1; only v1beta2 is read', 'line 9, Mesh has no metadata.name and is left out',
    ])
  })
})
