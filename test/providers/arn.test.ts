import assert from 'node:assert/strict'
import fc from 'fast-check'
import { nameInArn, parseArn } from '../../src/providers/app-mesh/arn.ts'

describe('ARNs of App Mesh', () => {
  const cases = [
    ['arn:aws:appmesh:eu-west-1:111122223333:mesh/shop', { kind: 'mesh', mesh: 'shop', name: 'shop', meshOwner: undefined, parent: undefined, partition: 'aws', region: 'eu-west-1', account: '111122223333' }],
    ['arn:aws-cn:appmesh:cn-north-1:111122223333:mesh/shop/virtualNode/a_b', { kind: 'virtualNode', mesh: 'shop', name: 'a_b', meshOwner: undefined, parent: undefined, partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' }],
    ['arn:aws-us-gov:appmesh:us-gov-west-1:111122223333:mesh/shop@444455556666/virtualRouter/r/route/x', { kind: 'route', mesh: 'shop', name: 'x', meshOwner: '444455556666', parent: 'r', partition: 'aws-us-gov', region: 'us-gov-west-1', account: '111122223333' }],
    ['arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualGateway/g/gatewayRoute/y', { kind: 'gatewayRoute', mesh: 'shop', name: 'y', meshOwner: undefined, parent: 'g', partition: 'aws', region: 'eu-west-1', account: '111122223333' }],
  ] as const
  for (const [text, expected] of cases) it(text, () => assert.deepEqual(parseArn(text), expected))

  for (const text of ['', 'shop', 'arn:aws:ecs:eu-west-1:111122223333:service/s', 'arn:aws:appmesh:eu-west-1:111122223333:mesh/', 'arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualNode/']) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(parseArn(text), undefined))
  }

  it('any name comes back out', () => {
    fc.assert(fc.property(fc.stringMatching(/^[^/@:\n]{1,40}$/), fc.stringMatching(/^[^/\n]{1,40}$/), (mesh, name) => {
      const arn = `arn:aws:appmesh:eu-west-1:111122223333:mesh/${mesh}/virtualService/${name}`
      assert.deepEqual([parseArn(arn)?.mesh, nameInArn(arn)], [mesh, name])
    }))
  })
})
