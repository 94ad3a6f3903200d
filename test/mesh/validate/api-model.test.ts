import assert from 'node:assert/strict'
import type { SpecValue } from '../../../src/evidence/mesh/resource.ts'
import type { Shape } from '../../../src/mesh/api-model.ts'
import { checkShape } from '../../../src/mesh/validate/check-shape.ts'
import { model } from '../make-mesh.ts'

const options = { model, lenient: false }
const checksOf = (value: SpecValue, shape: string): string[] => checkShape(value, shape, 'v', options).map(problem => problem.check)

/** A text of n characters that every pattern of the model allows. */
const letters = (n: number): string => 'a'.repeat(n)

/** The smallest value that a shape allows, with every required member; a union gets its first. */
function smallest(name: string): SpecValue {
  const shape = model.shapes[name]
  assert.ok(shape !== undefined, name)
  switch (shape.type) {
    case 'string': return shape.enum?.[0] ?? letters(shape.min ?? 1)
    case 'integer': case 'long': return shape.min ?? 0
    case 'boolean': return true
    case 'list': return Array.from({ length: shape.min ?? 0 }, () => smallest(shape.of ?? ''))
    case 'structure': {
      const members = Object.entries(shape.members ?? {})
      const chosen = shape.union === true ? members.slice(0, 1) : members.filter(([member]) => shape.required?.includes(member))
      return Object.fromEntries(chosen.map(([member, of]) => [member, smallest(of)]))
    }
  }
}

/** The largest: every member, every list full, every text at its length. Lists without a bound get two items. */
function largest(name: string): SpecValue {
  const shape = model.shapes[name]
  assert.ok(shape !== undefined, name)
  switch (shape.type) {
    case 'string': return shape.enum?.at(-1) ?? letters(shape.max ?? 300)
    case 'integer': case 'long': return shape.max ?? Number.MAX_SAFE_INTEGER
    case 'boolean': return false
    case 'list': return Array.from({ length: shape.max ?? 2 }, () => largest(shape.of ?? ''))
    case 'structure': {
      const members = Object.entries(shape.members ?? {})
      return Object.fromEntries((shape.union === true ? members.slice(-1) : members).map(([member, of]) => [member, largest(of)]))
    }
  }
}

/** Just outside of each bound, with the check that must fire. */
function outside(shape: Shape): [SpecValue, string][] {
  const items = (n: number): SpecValue => Array.from({ length: n }, () => smallest(shape.of ?? ''))
  switch (shape.type) {
    case 'string': return [
      ...shape.min !== undefined && shape.min > 0 ? [[letters(shape.min - 1), 'too-short'] as [SpecValue, string]] : [],
      ...shape.max !== undefined ? [[letters(shape.max + 1), 'too-long'] as [SpecValue, string]] : [],
      ...shape.enum !== undefined ? [['no-such-value', 'not-in-enum'] as [SpecValue, string]] : [],
      ...shape.pattern !== undefined ? [['a\u0001', 'not-in-pattern'] as [SpecValue, string]] : [],
      [7, 'wrong-type'], [null, 'wrong-type'],
    ]
    case 'integer': case 'long': return [
      ...shape.min !== undefined ? [[shape.min - 1, 'too-small'] as [SpecValue, string]] : [],
      ...shape.max !== undefined ? [[shape.max + 1, 'too-large'] as [SpecValue, string]] : [],
      ['7', 'wrong-type'], [1.5, 'wrong-type'], [Number.NaN, 'wrong-type'],
    ]
    case 'boolean': return [['true', 'wrong-type'], [1, 'wrong-type']]
    case 'list': return [
      ...shape.min !== undefined && shape.min > 0 ? [[items(shape.min - 1), 'too-few'] as [SpecValue, string]] : [],
      ...shape.max !== undefined ? [[items(shape.max + 1), 'too-many'] as [SpecValue, string]] : [],
      [{}, 'wrong-type'],
    ]
    case 'structure': return [[[], 'wrong-type'], ['x', 'wrong-type']]
  }
}

describe('the API model', () => {
  const shapes = Object.entries(model.shapes)

  it('is whole: every shape that is named is there', () => {
    assert.ok(shapes.length > 150)
    const named = shapes.flatMap(([, shape]) => [shape.of ?? [], Object.values(shape.members ?? {})].flat())
    const roots = Object.values(model.kinds).flatMap(kind => [kind.spec, kind.name, kind.status])
    assert.deepEqual([...named, ...roots].filter(name => model.shapes[name] === undefined), [])
  })

  for (const [name, shape] of shapes) {
    it(`${name}: at its limits nothing is said`, () => {
      assert.deepEqual(checksOf(smallest(name), name), [])
      assert.deepEqual(checksOf(largest(name), name), [])
    })
    it(`${name}: outside of each limit it is`, () => {
      for (const [value, check] of outside(shape)) assert.deepEqual(checksOf(value, name), [check], `${JSON.stringify(value).slice(0, 60)} of ${name}`)
    })
    for (const member of shape.required ?? []) {
      it(`${name}.${member} is required`, () => {
        const rest = Object.entries(largest(name) as Record<string, SpecValue>).filter(([key]) => key !== member)
        const problems = checkShape(Object.fromEntries(rest), name, 'v', options)
        assert.deepEqual(problems.map(({ check, path, severity }) => ({ check, path, severity })), [{ check: 'missing', path: `v.${member}`, severity: 'error' }])
      })
    }
    if (shape.union === true) {
      it(`${name} is a union`, () => {
        const members = Object.entries(shape.members ?? {})
        for (const [member, of] of members) assert.deepEqual(checksOf({ [member]: smallest(of) }, name), [])
        assert.deepEqual(checksOf({}, name), ['union'])
        if (members.length > 1) assert.deepEqual(checksOf(Object.fromEntries(members.slice(0, 2).map(([member, of]) => [member, smallest(of)])), name), ['union'])
      })
    }
  }
})
