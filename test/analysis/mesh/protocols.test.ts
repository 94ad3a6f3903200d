import assert from 'node:assert/strict'
import { hasUnlikeTarget } from '../../../src/analysis/mesh/protocols.ts'
import { Absent } from '../../../src/evidence/absent.ts'
import type { MeshRoute, WeightedTarget } from '../../../src/evidence/mesh/records.ts'

const notGiven = new Absent('mesh', 'not given')
type Listeners = readonly (readonly [number | Absent, string | Absent])[]
const target = (listeners: Listeners | Absent | undefined, port?: number | Absent): WeightedTarget => ({
  nodeName: 'n', weight: 1, port,
  node: listeners === undefined || listeners instanceof Absent ? listeners : { listeners: listeners.map(([at, protocol]) => ({ port: at, protocol })) },
} as unknown as WeightedTarget)
const ask = (targets: readonly WeightedTarget[] | Absent, protocol = 'http'): boolean | 'unknown' => {
  try {
    return hasUnlikeTarget({ targets, protocol } as unknown as MeshRoute)
  } catch (error) {
    assert.equal(error, notGiven)
    return 'unknown'
  }
}

describe('targets of another protocol than their route', () => {
  const http = target([[8080, 'http']]), tcp = target([[8080, 'tcp']])
  for (const [name, targets, expected] of [
    ['the same', [http], false],
    ['another', [http, tcp], true],
    ['one of several listeners', [target([[8080, 'tcp'], [9090, 'http']])], false],
    ['the port that the route names has another', [target([[8080, 'tcp'], [9090, 'http']], 8080)], true],
    ['the port that the route names', [target([[8080, 'tcp'], [9090, 'http']], 9090)], false],
    ['a node without listeners', [target([])], false],
    ['a node that does not exist: another rule says so', [target(undefined)], false],
    ['a node that was not given', [http, target(notGiven)], 'unknown'],
    ['one that was not given beside one that differs', [target(notGiven), tcp], true],
    ['a listener whose protocol a template computes', [target([[8080, notGiven]])], 'unknown'],
    ['a listener whose port a template computes', [target([[notGiven, 'http']], 8080)], 'unknown'],
    ['a port that a template computes', [target([[8080, 'http']], notGiven)], 'unknown'],
    ['no targets', [], false],
    ['targets that a template computes', notGiven, 'unknown'],
  ] as [string, WeightedTarget[] | Absent, boolean | 'unknown'][]) {
    it(`${name}: ${String(expected)}`, () => assert.equal(ask(targets), expected))
  }
})
