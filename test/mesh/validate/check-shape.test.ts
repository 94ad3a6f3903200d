import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Unknown, type SpecValue } from '../../../src/evidence/mesh/resource.ts'
import { checkShape } from '../../../src/mesh/validate/check-shape.ts'
import { model } from '../make-mesh.ts'

const strict = { model, lenient: false }
const computed = new Unknown('!Ref Port', 'a template computes it')

describe('checking by shape', () => {
  it('says path, value, limit and source', () => {
    assert.deepEqual(checkShape({ listeners: [{ portMapping: { port: 70000, protocol: 'http' } }] }, 'VirtualNodeSpec', 'spec', strict), [{
      severity: 'error', check: 'too-large', path: 'spec.listeners[0].portMapping.port', value: 70000, message: 'is more than 65535', limit: '1 to 65535', from: 'App Mesh API, PortNumber',
    }])
  })

  for (const [name, value, shape, expected] of [
    ['a misspelt field by its nearest', { listners: [] }, 'VirtualNodeSpec', 'is no field of the API; listeners may be meant'],
    ['not a field that is already there', { listeners: [], listners: [] }, 'VirtualRouterSpec', 'is no field of the API'],
    ['an enumeration in other letters', 'HTTP', 'PortProtocol', 'is none of the allowed values; http may be meant'],
    ['https, which is not supported', 'https', 'PortProtocol', 'is none of the allowed values; http may be meant'],
    ['prototype words', { constructor: 1 }, 'VirtualRouterSpec', 'is no field of the API'],
  ] as [string, SpecValue, string, string][]) {
    it(`says ${name}`, () => assert.deepEqual(checkShape(value, shape, 'spec', strict).map(problem => problem.message), [expected]))
  }

  for (const [pool, member, word] of [
    ['VirtualNodeTcpConnectionPool', 'maxRequests', 'a tcp pool has maxConnections only'],
    ['VirtualNodeGrpcConnectionPool', 'maxConnections', 'a grpc pool has maxRequests only'],
    ['VirtualGatewayHttp2ConnectionPool', 'maxConnections', 'an http2 pool has maxRequests only'],
  ] as const) {
    it(`${pool}: the guide's word goes with ${member}`, () => {
      const own = Object.keys(model.shapes[pool]?.members ?? {})
      const problems = checkShape({ [own[0] ?? '']: 1, [member]: 1 }, pool, 'spec', strict)
      assert.equal(problems.length, 1)
      assert.ok(problems[0]?.limit.includes(word) && problems[0].from.includes('User Guide'), JSON.stringify(problems))
    })
  }

  it('does not judge what a template computes', () => {
    assert.deepEqual(checkShape({ listeners: computed }, 'VirtualNodeSpec', 'spec', strict), [])
    assert.deepEqual(checkShape({ port: computed, protocol: 'http' }, 'PortMapping', 'spec', strict), [])
    assert.deepEqual(checkShape({ dns: computed, awsCloudMap: computed }, 'ServiceDiscovery', 'spec', strict), [], 'either may be AWS::NoValue')
  })

  it('takes numbers and booleans as text from templates only', () => {
    const value = { port: '8080', protocol: 'http' }
    assert.deepEqual(checkShape(value, 'PortMapping', 'spec', { model, lenient: true }), [])
    assert.deepEqual(checkShape({ ...value, port: '70000' }, 'PortMapping', 'spec', { model, lenient: true }).map(problem => problem.check), ['too-large'])
    assert.deepEqual(checkShape(value, 'PortMapping', 'spec', strict).map(problem => problem.check), ['wrong-type'])
  })

  it('counts characters, not UTF-16 units', () => {
    assert.deepEqual(checkShape('😀'.repeat(255), 'ResourceName', 'name', strict), [])
    assert.deepEqual(checkShape('😀'.repeat(256), 'ResourceName', 'name', strict).map(problem => problem.check), ['too-long'])
  })

  it('stops at 200 problems', () => {
    const backends = Array.from({ length: 5000 }, () => ({ virtualService: {} }))
    assert.equal(checkShape({ backends }, 'VirtualNodeSpec', 'spec', strict).length, 200)
  })

  it('is total', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(model.shapes)), (value, shape) => {
      for (const problem of checkShape(value as SpecValue, shape, 'spec', strict)) assert.ok(problem.path.startsWith('spec'))
    }))
  })
})
