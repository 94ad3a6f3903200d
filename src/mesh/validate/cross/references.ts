import { nearestName } from '../../../analysis/nearest-name.ts'
import { showName, type MeshResource } from '../../../evidence/mesh/resource.ts'
import { titleOf, type MeshResources } from '../../../evidence/mesh/resources.ts'
import { listReferences, type Reference } from '../../references.ts'
import { problemOf } from '../guide/checks.ts'
import type { SpecProblem } from '../problem.ts'

/** References to what is known not to exist; and how many could not be followed, because what they name was not given. */
export function checkReferences(resource: MeshResource, mesh: MeshResources): { problems: SpecProblem[], unchecked: Reference[] } {
  const problems: SpecProblem[] = []
  const unchecked: Reference[] = []
  for (const reference of listReferences(resource)) {
    const { kind, name } = reference.to
    const found = mesh.find(kind, name)
    if (found.is === 'unchecked') unchecked.push(reference)
    if (found.is !== 'missing') continue
    const meant = typeof name === 'string' ? nearestName(name.slice(0, 300), namesOf(kind, mesh)) : undefined
    problems.push(problemOf('reference-missing', reference.path, showName(name), `names a ${titleOf(kind)} that does not exist: ${found.because}${meant === undefined ? '' : `; ${meant} may be meant`}`))
  }
  return { problems, unchecked }
}

function namesOf(kind: MeshResource['kind'], mesh: MeshResources): string[] {
  return mesh.list(kind).flatMap(({ name }) => typeof name === 'string' ? [name] : [])
}
