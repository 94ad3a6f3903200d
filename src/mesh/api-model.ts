import { MeshmedicError } from '../errors.ts'
import type { MeshKind } from '../evidence/mesh/resource.ts'

/** One shape of the API model. `min` and `max` are characters of a string, items of a list, or the bounds of a number; inclusive. */
export interface Shape {
  type: 'structure' | 'list' | 'string' | 'integer' | 'long' | 'boolean'
  min?: number
  max?: number
  /** A JavaScript regular expression as the model has it. */
  pattern?: string
  enum?: readonly string[]
  /** Of a structure: exactly one member is set. */
  union?: boolean
  required?: readonly string[]
  /** Shape of a list's items. */
  of?: string
  /** Member -> its shape. */
  members?: Readonly<Record<string, string>>
}

/** facts/app-mesh-constraints.yaml: what the API demands of each kind of resource. */
export interface ApiModel {
  source: string
  /** Shapes of a kind's spec, name and status. */
  kinds: Readonly<Record<MeshKind, { spec: string, name: string, status: string }>>
  shapes: Readonly<Record<string, Shape>>
}

/**
 * Takes the API model out of the catalogue's facts; its shape is held by a test of the file.
 * @throws MeshmedicError when it is missing
 */
export function loadApiModel(facts: Readonly<Record<string, unknown>>): ApiModel {
  const model = facts['app-mesh-constraints']
  if (typeof model === 'object' && model !== null && 'shapes' in model) return model as unknown as ApiModel
  throw new MeshmedicError({
    what: 'The limits of the App Mesh API are missing.',
    why: 'The compiled catalogue does not hold facts/app-mesh-constraints.yaml.',
    tryThis: 'Install meshmedic again, or run `npm run build` in its source.',
  })
}
