import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { sniffKind } from '../../../src/sources/sniff.ts'
import { namesOf, readFixture, specsOf } from './answers.ts'

const forms = ['kubernetes', 'kubernetes-list', 'cloudformation', 'cloudformation-yaml', 'inputs']
const everything = [
  'gatewayRoute colors in ingress', 'mesh shop', 'route canary in colors', 'route main in colors', 'virtualGateway ingress', 'virtualNode blue',
  'virtualNode front', 'virtualNode green', 'virtualRouter colors', 'virtualService blue.shop.local', 'virtualService colors.shop.local',
  'virtualService parked.shop.local',
]

describe('forms of App Mesh resources', () => {
  it('describe and list answers: every resource, from whom, since when, and that the lists are whole', async () => {
    const { meshes: [mesh, ...others], problems } = await readFixture('described')
    assert.deepEqual(problems, [])
    assert.deepEqual(others, [])
    assert.ok(mesh !== undefined)
    assert.equal(mesh.name, 'shop')
    assert.equal(mesh.owner, '111122223333')
    assert.deepEqual(namesOf(mesh.all), everything)
    const blue = mesh.list('virtualNode').find(node => node.name === 'blue')
    assert.equal(blue?.origin, 'describe')
    assert.equal(blue.version, 3)
    assert.equal(blue.status, 'ACTIVE')
    assert.equal(blue.lastUpdatedAt, Date.UTC(2026, 7, 3, 10))
    for (const kind of ['virtualNode', 'virtualService', 'virtualRouter', 'virtualGateway', 'route', 'gatewayRoute'] as const) assert.ok(mesh.isComplete(kind), kind)
    assert.deepEqual(mesh.find('virtualNode', 'red'), { is: 'missing', because: 'virtual node red is not in the list of them' })
  })

  for (const form of forms) {
    it(`${form} says the same`, async () => {
      const { meshes: [described] } = await readFixture('described')
      const { meshes: [mesh, ...others], problems } = await readFixture(form)
      assert.ok(mesh !== undefined && described !== undefined)
      assert.deepEqual(problems, [])
      assert.deepEqual(others, [])
      assert.deepEqual(namesOf(mesh.all), everything)
      assert.deepEqual(specsOf(mesh.all), specsOf(described.all))
      // None of these forms tells that there is nothing else.
      assert.equal(mesh.find('virtualNode', 'red').is, 'unchecked')
    })
  }

  it('every file is recognised by its content', () => {
    for (const folder of [...forms, 'described', 'quotas']) {
      for (const name of readdirSync(`fixtures/mesh/${folder}`)) {
        const kind = sniffKind(readFileSync(`fixtures/mesh/${folder}/${name}`, 'utf8').slice(0, 65_536))
        assert.equal(kind, folder === 'quotas' ? 'quota' : 'mesh', `${folder}/${name}`)
      }
    }
  })

  it('the custom resources say whether the controller has them in force', async () => {
    const { meshes: [mesh] } = await readFixture('kubernetes')
    const node = mesh?.list('virtualNode').find(one => one.name === 'blue')
    assert.equal(node?.status, 'ACTIVE')
    assert.equal(node.notActive, undefined)
    assert.equal(node.arn, 'arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualNode/blue')
  })
})
