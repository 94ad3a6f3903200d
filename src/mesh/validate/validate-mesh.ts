import type { MeshResource } from '../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../evidence/mesh/resources.ts'
import type { ApiModel } from '../api-model.ts'
import { listUnknown } from '../spec.ts'
import type { Reference } from '../references.ts'
import { checkShape } from './check-shape.ts'
import { checkNodeTimeout } from './cross/endpoints.ts'
import { checkReferences } from './cross/references.ts'
import { checkGatewayTarget, checkRouteTargets } from './cross/targets.ts'
import { checkGateway, checkNode } from './guide/endpoints.ts'
import { checkGatewayRoute } from './guide/gateway-routes.ts'
import { checkListeners } from './guide/listeners.ts'
import { problemOf } from './guide/checks.ts'
import { checkRoute } from './guide/routes.ts'
import type { MeshProblem, SpecProblem } from './problem.ts'

/** What a validation says, and what it could not judge. */
export interface Validation {
  mesh: MeshResources
  /** Errors first within a resource; resources in the order in which they were given. */
  problems: readonly MeshProblem[]
  /** Resources whose spec was judged. */
  judged: number
  /** Known by name only (a list): nothing to judge. */
  withoutSpec: readonly MeshResource[]
  /** Values that the source does not hold: computed by a template, or redacted. */
  unknown: readonly { resource: MeshResource, path: string, expression: string, reason: string }[]
  /** References to resources that were not given. */
  unchecked: readonly Reference[]
}

/** Judges every resource of a mesh by the API's model, the User Guide, and the other resources. Pure and total. */
export function validateMesh(mesh: MeshResources, model: ApiModel): Validation {
  const problems: MeshProblem[] = []
  const withoutSpec: MeshResource[] = []
  const unknown: { resource: MeshResource, path: string, expression: string, reason: string }[] = []
  const unchecked: Reference[] = []
  // What was given twice is judged twice: the one that somebody means to create, and the one that App Mesh has.
  const repeats = mesh.repeats.map(({ kept, dropped }) => ({ kept, differing: dropped.filter(other => other.spec !== undefined && JSON.stringify(other.spec) !== JSON.stringify(kept.spec)) }))
  const resources = [...mesh.all, ...repeats.flatMap(({ differing }) => differing)].filter(({ status }) => status !== 'DELETED')
  for (const resource of resources) {
    const references = checkReferences(resource, mesh)
    unchecked.push(...references.unchecked)
    const found = [...checkIdentity(resource, model), ...checkSpec(resource, mesh, model), ...references.problems]
    problems.push(...found.toSorted((a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error')).map(problem => ({ ...problem, resource })))
    if (resource.spec === undefined) withoutSpec.push(resource)
    for (const { path, unknown: value } of listUnknown(resource.spec, 'spec')) unknown.push({ resource, path, expression: value.expression, reason: value.reason })
  }
  for (const { kept, differing } of repeats.filter(repeat => repeat.differing.length > 0)) {
    const others = differing.slice(0, 3).map(({ source }) => source).join(', ')
    problems.push({ resource: kept, ...problemOf('given-twice', '', undefined, `was given more than once with different specs, also in ${others}`) })
  }
  return { mesh, problems, judged: resources.filter(({ spec }) => spec !== undefined).length, withoutSpec, unknown, unchecked }
}

function checkSpec(resource: MeshResource, mesh: MeshResources, model: ApiModel): SpecProblem[] {
  const { spec, kind, origin } = resource
  if (spec === undefined) return []
  const shaped = checkShape(spec, model.kinds[kind].spec, 'spec', { model, lenient: origin === 'cloudformation' })
  switch (kind) {
    case 'mesh': case 'virtualService': return shaped
    case 'virtualRouter': return [...shaped, ...checkListeners(spec.listeners, 'spec.listeners')]
    case 'virtualNode': return [...shaped, ...checkNode(spec), ...checkNodeTimeout(resource, mesh)]
    case 'virtualGateway': return [...shaped, ...checkGateway(spec)]
    case 'route': return [...shaped, ...checkRoute(spec), ...checkRouteTargets(resource, mesh)]
    case 'gatewayRoute': return [...shaped, ...checkGatewayRoute(spec), ...checkGatewayTarget(resource, mesh)]
  }
}

/** Names, the owner's account and the status. */
function checkIdentity(resource: MeshResource, model: ApiModel): SpecProblem[] {
  const { kind, name, mesh, meshOwner, status } = resource
  const shapes = model.kinds[kind]
  const options = { model, lenient: false }
  const problems = [
    ...checkShape(name, shapes.name, 'name', options),
    ...kind === 'mesh' ? [] : checkShape(mesh, model.kinds.mesh.name, 'meshName', options),
    ...meshOwner === undefined ? [] : checkShape(meshOwner, 'AccountId', 'meshOwner', options),
    ...status === undefined ? [] : checkShape(status, shapes.status, 'status', options),
  ]
  // Virtual services are named like hosts; all else by letters, digits, hyphens and underscores.
  if (kind !== 'virtualService' && typeof name === 'string' && name !== '' && !/^[\w-]+$/.test(name)) {
    problems.push(problemOf('name-characters', 'name', name, 'has other characters than the guide allows'))
  }
  return problems
}
