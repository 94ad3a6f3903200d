import assert from 'node:assert/strict'
import fc from 'fast-check'
import { looksExternal, whyAmbiguous, whyNeverResolved } from '../../../src/analysis/mesh/names.ts'

describe('whyNeverResolved', () => {
  const never = ['localhost', 'orders.localhost', 'ORDERS.LOCALHOST.', '127.0.0.1', '127.8.8.8', '::1', 'shop.invalid', 'a..b', '.shop.local', 'a b.local', 'shop*.local', `${'a'.repeat(64)}.local`, `${'abc.'.repeat(70)}local`, '']
  for (const name of never) it(JSON.stringify(name.slice(0, 40)), () => assert.notEqual(whyNeverResolved(name), undefined))
  const perhaps = ['orders', 'orders.shop.local', 'orders.shop.local.', 'my-service.default.svc.cluster.local', 'a_b.local', '10.10.10.10', `${'a'.repeat(63)}.local`, '127.example.com', 'localhost.example.com']
  for (const name of perhaps) it(`only a look-up tells of ${name.slice(0, 40)}`, () => assert.equal(whyNeverResolved(name), undefined))
  it('never refuses a host name by RFC 1123', () => {
    fc.assert(fc.property(fc.domain(), name => /\.(?:invalid|localhost)$/i.test(name) || name.length > 253 || whyNeverResolved(name) === undefined))
  })
})

describe('looksExternal', () => {
  for (const name of ['api.partner.example.com', 'example.com.', 'EXAMPLE.ORG']) it(name, () => assert.equal(looksExternal(name), true))
  for (const name of ['orders', 'orders.shop.local', 'db.internal', 'a.svc.cluster.local', 's3.eu-west-1.amazonaws.com', 'ecr.cn-north-1.amazonaws.com.cn', 'x.api.aws', '10.0.0.7']) {
    it(`${name} is inside, or AWS's`, () => assert.equal(looksExternal(name), false))
  }
})

describe('whyAmbiguous', () => {
  const mesh = (name: string, ...nodes: readonly string[]): Parameters<typeof whyAmbiguous>[0] => ({ name, nodes: nodes.map(node => ({ name: node })) as never })
  it('a mesh with an underscore', () => assert.match(whyAmbiguous(mesh('color_app', 'teller')) ?? '', /app_teller of mesh color$/))
  for (const node of ['door_self_redirect', 'x_self_redirect_9080', 'my_amazonaws', 'x-mesh-allow-all']) it(`a node called ${node}`, () => assert.match(whyAmbiguous(mesh('shop', 'a', node)) ?? '', new RegExp(node)))
  for (const [name, node] of [['shop', 'a_b'], ['shop', 'self-redirect'], ['color_app', undefined]] as const) {
    it(`mesh ${name}, node ${node ?? 'none'}`, () => assert.equal(whyAmbiguous(node === undefined ? mesh(name) : mesh(name, node)), undefined))
  }
})
