import type { MeshResource, Name } from '../evidence/mesh/resource.ts'
import type { MeshResources } from '../evidence/mesh/resources.ts'
import { at, isList, itemsAt, numberAt, textAt } from './spec.ts'
import { listReferences } from './references.ts'

/** One listener of a node, router or gateway. */
export interface PortMapping { port: number, protocol: string }

/** Ports on which a node, router or gateway listens; undefined where its spec was not given or a port is not known. */
export function portsOf(resource: MeshResource): readonly PortMapping[] | undefined {
  if (resource.spec === undefined) return undefined
  const listeners = at(resource.spec, 'listeners')
  if (listeners === undefined) return []
  if (!isList(listeners)) return undefined
  const known = itemsAt(listeners, '').flatMap(({ item }) => {
    const port = numberAt(item, 'portMapping', 'port')
    const protocol = textAt(item, 'portMapping', 'protocol')
    return port === undefined || protocol === undefined ? [] : [{ port, protocol }]
  })
  return known.length === listeners.length ? known : undefined
}

/** What a virtual service leads to: its node or router, where that was given. */
export function providerOf(service: Name, mesh: MeshResources): MeshResource | undefined {
  const found = mesh.find('virtualService', service)
  if (found.is !== 'given') return undefined
  const provider = listReferences(found.resource).find(reference => reference.role === 'provider')
  const target = provider === undefined ? undefined : mesh.find(provider.to.kind, provider.to.name)
  return target?.is === 'given' ? target.resource : undefined
}
