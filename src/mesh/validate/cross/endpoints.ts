import { nameKey, showName, type MeshResource } from '../../../evidence/mesh/resource.ts'
import type { MeshResources } from '../../../evidence/mesh/resources.ts'
import { listReferences } from '../../references.ts'
import { at, isSpec, itemsAt, millisecondsAt } from '../../spec.ts'
import { problemOf } from '../guide/checks.ts'
import type { SpecProblem } from '../problem.ts'

/** App Mesh's default request timeout (User Guide, Virtual nodes: timeouts), milliseconds. */
const defaultTimeout = 15_000

/** A node that waits longer than the default, but is called through a service without router: the callers' default route cuts at 15 s. */
export function checkNodeTimeout(node: MeshResource, mesh: MeshResources): SpecProblem[] {
  const service = mesh.list('virtualService').find(candidate => listReferences(candidate)
    .some(({ to, role }) => role === 'provider' && to.kind === 'virtualNode' && nameKey(to.name) === nameKey(node.name)))
  if (service === undefined) return []
  return itemsAt(at(node.spec, 'listeners'), 'spec.listeners').flatMap(({ item, path }) => {
    const timeout = at(item, 'timeout')
    return (isSpec(timeout) ? Object.keys(timeout).slice(0, 10) : []).flatMap(protocol => {
      const own = millisecondsAt(timeout, protocol, 'perRequest')
      if (own === undefined || (own !== 0 && own <= defaultTimeout)) return []
      return [problemOf('timeout-needs-route', `${path}.timeout.${protocol}.perRequest`, at(timeout, protocol, 'perRequest'),
        `${own === 0 ? 'is off' : `is ${own / 1000} s`}, but virtual service ${showName(service.name)} has no router: its callers end requests after 15 s`)]
    })
  })
}
