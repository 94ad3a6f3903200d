import type { MeshResource } from '../../../evidence/mesh/resource.ts'
import type { MeshProblem } from '../../../mesh/validate/problem.ts'
import { nameKey } from '../../../evidence/mesh/resource.ts'
import type { Reference } from '../../../mesh/references.ts'
import type { Problem } from '../../../evidence/problem.ts'
import type { QuotaUse } from '../../../mesh/quotas/count-quotas.ts'
import type { Validation } from '../../../mesh/validate/validate-mesh.ts'

/** All that `mesh validate` prints. `unread`: files, or documents in them, that could not be read at all. */
export interface ValidationReport {
  validations: readonly Validation[]
  unread: readonly Problem[]
  /** The use of quotas of each mesh, in the order of `validations`; undefined where no quotas were given. */
  quotas: readonly (readonly QuotaUse[])[] | undefined
}

export interface ValidationCounts { errors: number, warnings: number, judged: number, faulty: number }

/** Counts over all meshes; `faulty` is the number of resources with an error or a warning. */
export function countProblems(validations: readonly Validation[]): ValidationCounts {
  const problems = validations.flatMap(validation => validation.problems)
  const errors = problems.filter(problem => problem.severity === 'error').length
  return {
    errors, warnings: problems.length - errors,
    judged: validations.reduce((sum, validation) => sum + validation.judged, 0),
    faulty: new Set(problems.map(problem => problem.resource)).size,
  }
}

/** Problems by resource, in the order in which resources were given. */
export function groupProblems(validation: Validation): Map<MeshResource, MeshProblem[]> {
  const groups = new Map<MeshResource, MeshProblem[]>()
  for (const problem of validation.problems) groups.set(problem.resource, [...groups.get(problem.resource) ?? [], problem])
  return groups
}

/** `2 errors and 1 warning in 2 of 14 resources`; the denominator is what was judged. */
export function describeCounts({ errors, warnings, judged, faulty }: ValidationCounts): string {
  if (errors + warnings === 0) return `No problem in ${plural(judged, 'resource')}.`
  const parts = [...errors > 0 ? [plural(errors, 'error')] : [], ...warnings > 0 ? [plural(warnings, 'warning')] : []]
  return `${parts.join(' and ')} in ${faulty} of ${plural(judged, 'resource')}.`
}

/** What was not judged, a sentence each; none where everything was. */
export function describeUnjudged({ validations, unread }: ValidationReport): string[] {
  const sum = (count: (validation: Validation) => number): number => validations.reduce((total, validation) => total + count(validation), 0)
  const unknown = sum(({ unknown: values }) => values.length)
  const unchecked = sum(({ unchecked: references }) => references.length)
  const withoutSpec = sum(({ withoutSpec: resources }) => resources.length)
  return [
    ...unread.length > 0 ? [`${plural(unread.length, 'document')} that could not be read`] : [],
    ...unknown > 0 ? [`${plural(unknown, 'value')} that the source does not hold (computed by a template, or redacted)`] : [],
    ...unchecked > 0 ? [`${plural(unchecked, 'reference')} to resources that were not given`] : [],
    ...withoutSpec > 0 ? [`${plural(withoutSpec, 'resource')} known by name only`] : [],
  ]
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** References that could not be followed, by what they name; two of one expression name the same. */
export function groupUnchecked({ unchecked }: Validation): Reference[][] {
  const groups = new Map<string, Reference[]>()
  for (const reference of unchecked) {
    const key = `${reference.to.kind} ${nameKey(reference.to.name)}`
    groups.set(key, [...groups.get(key) ?? [], reference])
  }
  return [...groups.values()]
}
