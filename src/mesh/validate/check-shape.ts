import { nearestName } from '../../analysis/nearest-name.ts'
import { Unknown, type Spec, type SpecValue } from '../../evidence/mesh/resource.ts'
import type { ApiModel, Shape } from '../api-model.ts'
import { isList, isSpec } from '../spec.ts'
import { checkScalar, describeRange, nameType } from './check-scalar.ts'
import { guideOnShape } from './guide-on-shapes.ts'
import type { SpecProblem } from './problem.ts'

/** How to read a specification. */
export interface ShapeOptions {
  model: ApiModel
  /** Templates may write numbers and booleans as text. */
  lenient: boolean
}

/** More are not told of one resource: a hostile file could hold millions. */
const mostProblems = 200

/**
 * Judges a JSON value by a shape of the API model: types, lengths, ranges, patterns, enumerations, required members, unions, and
 * members that the API does not have. Unknown values are not judged. Total: any value, however odd, gives problems, never a throw.
 */
export function checkShape(value: SpecValue, shapeName: string, path: string, options: ShapeOptions): SpecProblem[] {
  const walk = new ShapeWalk(options)
  walk.check(value, shapeName, path)
  return walk.problems
}

class ShapeWalk {
  readonly problems: SpecProblem[] = []
  readonly #options: ShapeOptions

  constructor(options: ShapeOptions) {
    this.#options = options
  }

  check(value: SpecValue, shapeName: string, path: string): void {
    if (value instanceof Unknown || this.problems.length >= mostProblems) return
    const shape = this.#options.model.shapes[shapeName]
    if (shape === undefined) return
    if (shape.type === 'structure') this.#checkStructure(value, shape, shapeName, path)
    else if (shape.type === 'list') this.#checkList(value, shape, shapeName, path)
    else {
      const fault = checkScalar(value, shape, this.#options.lenient)
      if (fault !== undefined) this.#tell(path, value, shapeName, fault)
    }
  }

  #checkList(value: SpecValue, shape: Shape, shapeName: string, path: string): void {
    const limit = describeRange(shape, ' items')
    if (!isList(value)) return this.#tell(path, value, shapeName, { check: 'wrong-type', message: `is ${nameType(value)}, not a list`, limit })
    const items = `has ${value.length} ${value.length === 1 ? 'item' : 'items'}`
    if (shape.min !== undefined && value.length < shape.min) this.#tell(path, value, shapeName, { check: 'too-few', message: `${items}, fewer than ${shape.min}`, limit })
    if (shape.max !== undefined && value.length > shape.max) this.#tell(path, value, shapeName, { check: 'too-many', message: `${items}, more than ${shape.max}`, limit })
    for (const [index, item] of value.entries()) {
      if (this.problems.length >= mostProblems) return
      this.check(item, shape.of ?? '', `${path}[${index}]`)
    }
  }

  #checkStructure(value: SpecValue, shape: Shape, shapeName: string, path: string): void {
    const members = shape.members ?? {}
    const limit = Object.keys(members).join(', ')
    if (!isSpec(value)) return this.#tell(path, value, shapeName, { check: 'wrong-type', message: `is ${nameType(value)}, not an object`, limit })
    for (const name of shape.required ?? []) {
      if (!Object.hasOwn(value, name)) this.#tell(`${path}.${name}`, undefined, shapeName, { check: 'missing', message: 'is missing', limit: `required: ${shape.required?.join(', ') ?? ''}` })
    }
    for (const [name, item] of Object.entries(value)) {
      if (this.problems.length >= mostProblems) return
      const member = Object.hasOwn(members, name) ? members[name] : undefined
      if (member === undefined) this.#tellUnknownField(value, name, shapeName, path, members)
      else this.check(item, member, `${path}.${name}`)
    }
    if (shape.union === true) this.#checkUnion(value, Object.keys(members), shapeName, path)
  }

  #checkUnion(value: Spec, members: readonly string[], shapeName: string, path: string): void {
    const given = members.filter(name => Object.hasOwn(value, name))
    const limit = members.length === 1 ? `exactly ${members.join('')}` : `exactly one of ${members.join(', ')}`
    const known = given.filter(name => !(value[name] instanceof Unknown))
    if (known.length > 1) this.#tell(path, value, shapeName, { check: 'union', message: `has ${known.join(' and ')} at once`, limit })
    if (given.length === 0) this.#tell(path, value, shapeName, { check: 'union', message: `has none of ${members.join(', ')}`, limit })
  }

  #tellUnknownField(value: Spec, name: string, shapeName: string, path: string, members: Readonly<Record<string, string>>): void {
    const meant = nearestName(name.slice(0, 80), Object.keys(members).filter(member => !Object.hasOwn(value, member)))
    const shown = name.length > 80 ? `${name.slice(0, 79)}…` : name
    const hint = meant === undefined ? '' : `; ${meant} may be meant`
    this.#tell(`${path}.${shown}`, value[name], shapeName, { check: 'unknown-field', message: `is no field of the API${hint}`, limit: Object.keys(members).join(', ') })
  }

  #tell(path: string, value: SpecValue | undefined, shapeName: string, fault: { check: string, message: string, limit: string }): void {
    if (this.problems.length === mostProblems) return
    const guide = guideOnShape(shapeName, fault.check)
    this.problems.push({
      severity: 'error', path, value, ...fault,
      limit: [fault.limit, guide?.limit ?? ''].filter(text => text !== '').join('; '),
      from: guide === undefined ? `App Mesh API, ${shapeName}` : `App Mesh API, ${shapeName}; ${guide.from}`,
    })
  }
}
