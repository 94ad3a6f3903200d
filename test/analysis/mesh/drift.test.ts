import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findDrift } from '../../../src/analysis/mesh/drift.ts'
import { Unknown, type Spec } from '../../../src/evidence/mesh/resource.ts'

describe('findDrift', () => {
  const cases: readonly [string, Spec, Spec, readonly string[]][] = [
    ['the same', { a: { b: [1, 'x'] } }, { a: { b: [1, 'x'] } }, []],
    ['a default that App Mesh wrote in', { a: 1 }, { a: 1, backends: [], dns: { responseType: 'LOADBALANCER' } }, []],
    ['a number that YAML made of a text', { a: '80' }, { a: 80 }, []],
    ['empty members that App Mesh leaves out', { a: {}, b: [] }, {}, []],
    ['a value that a template computes', { a: new Unknown('!Ref A', 'a template computes it') }, { a: 1 }, []],
    ['another value', { listeners: [{ port: 80 }] }, { listeners: [{ port: 81 }] }, ['listeners[0].port is 81, meant 80']],
    ['a missing member', { a: { b: true } }, { a: {} }, ['a.b is missing, meant true']],
    ['a further backend', { backends: ['a'] }, { backends: ['a', 'b'] }, ['backends has 2 entries, meant 1']],
    ['a list that is gone', { backends: ['a'] }, {}, ['backends is missing, meant with 1 entries']],
    ['another form', { a: { b: 1 } }, { a: 'x' }, ['a is "x", meant {"b":1}']],
  ]
  for (const [name, meant, actual, expected] of cases) it(name, () => assert.deepEqual(findDrift(meant, actual), expected))

  it('nothing drifts from itself', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => findDrift(value as Spec, structuredClone(value) as Spec).length === 0))
  })
})
