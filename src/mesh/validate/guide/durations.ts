import type { SpecValue } from '../../../evidence/mesh/resource.ts'
import { isMissing, isSpec } from '../../spec.ts'
import type { SpecProblem } from '../problem.ts'
import { problemOf } from './checks.ts'

/** A duration that lacks its unit or value says nothing. */
export function checkDuration(duration: SpecValue | undefined, path: string): SpecProblem[] {
  if (!isSpec(duration)) return []
  const missing = ['unit', 'value'].filter(name => isMissing(duration, name))
  return missing.length === 0 ? [] : [problemOf('duration-incomplete', path, duration, `has no ${missing.join(' and no ')}`)]
}
