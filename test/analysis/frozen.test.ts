import assert from 'node:assert/strict'
import { isFrozen } from '../../src/analysis/frozen.ts'
import { Absent } from '../../src/evidence/absent.ts'
import type { Proxy } from '../../src/evidence/schema.ts'

const notGiven = new Absent('config_dump', 'not given')
const noStats = new Absent('stats', 'not given')
const proxy = (more: object): Proxy => ({ provider: 'app-mesh', controlPlane: notGiven, agent: notGiven, ...more }) as unknown as Proxy
const after = { at: Date.UTC(2026, 10, 20), from: 'recorded' } as const
const before = { at: Date.UTC(2026, 5, 1), from: 'recorded' } as const

describe('isFrozen', () => {
  const cases: readonly [string, Proxy, typeof after | typeof before, boolean][] = [
    ['App Mesh has ended, says its management address', proxy({ controlPlane: { appMesh: true, ended: true } }), after, true],
    ['App Mesh has not ended yet', proxy({ controlPlane: { appMesh: true, ended: false } }), before, false],
    ['an App Mesh Envoy whose management address was not given, after the end', proxy({}), after, true],
    ['the same before the end', proxy({}), before, false],
    ['configured by a management server of one\'s own', proxy({ controlPlane: { appMesh: false, ended: false } }), after, false],
    ['another provider', proxy({ provider: 'istio' }), after, false],
    ['the Agent has lost its stream', proxy({ agent: { connected: false } }), before, true],
  ]
  for (const [name, given, clock, expected] of cases) it(name, () => assert.equal(isFrozen(given, noStats, clock), expected))
  it('nothing tells when it was read', () => assert.equal(isFrozen(proxy({}), noStats, { at: undefined, from: 'none' }), false))
})
