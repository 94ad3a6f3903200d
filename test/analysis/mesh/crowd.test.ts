import assert from 'node:assert/strict'
import { listCrowded } from '../../../src/analysis/mesh/crowd.ts'
import { Absent } from '../../../src/evidence/absent.ts'
import type { Proxy } from '../../../src/evidence/schema.ts'

const proxies = (count: number, more: object = {}): Proxy[] =>
  Array.from({ length: count }, () => ({ provider: 'app-mesh', mesh: 'shop', endpointKind: 'virtualNode', endpointName: 'colors', meshResource: new Absent('mesh', 'none'), ...more }) as unknown as Proxy)
const quota = (value: number): object => ({ meshResource: { quotas: [{ code: 'L-606A910B', value, from: 'applied' }] } })

describe('listCrowded', () => {
  it('at 80 % of what is documented', () => assert.deepEqual(listCrowded(proxies(40)), ['virtual node colors: 40 of 50 (documented)']))
  it('at 80 % of what the account has', () => assert.deepEqual(listCrowded(proxies(8, quota(10))), ['virtual node colors: 8 of 10 (applied)']))
  const unknown: readonly [string, readonly Proxy[]][] = [
    ['below', proxies(39)], ['a raised quota', proxies(60, quota(100))], ['of two meshes', [...proxies(30), ...proxies(30, { mesh: 'other' })]],
    ['of two endpoints', [...proxies(30), ...proxies(30, { endpointKind: 'virtualGateway' })]], ['Envoys of others', proxies(60, { provider: 'istio' })], ['none', []],
  ]
  for (const [name, given] of unknown) it(`${name}: not known, for more may run`, () => { assert.throws(() => listCrowded(given), Absent) })
})
