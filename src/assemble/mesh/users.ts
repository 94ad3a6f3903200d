import { isKnown, type Known } from '../../evidence/absent.ts'
import type { GatewayRoute, MeshRoute, VirtualNode, VirtualRouter, VirtualService } from '../../evidence/mesh/records.ts'
import type { MeshRecords } from './mesh-records.ts'

/** References of a mesh the other way round: each resource with those, among the given ones, that lead to it. */
export interface Users {
  routesTo: ReadonlyMap<VirtualNode, readonly MeshRoute[]>
  /** Services whose provider is the node, and those that lead to it, directly or through a router. */
  providedBy: ReadonlyMap<VirtualNode, readonly VirtualService[]>
  leadingTo: ReadonlyMap<VirtualNode, readonly VirtualService[]>
  routedBy: ReadonlyMap<VirtualRouter, readonly VirtualService[]>
  callersOf: ReadonlyMap<VirtualService, readonly VirtualNode[]>
  gatewayRoutesTo: ReadonlyMap<VirtualService, readonly GatewayRoute[]>
}

/** Reads every reference once: asking each pair of resources would cost the square of a mesh. */
export function findUsers(records: Pick<MeshRecords, 'list'>): Users {
  const nodes = records.list('virtualNode')
  const services = records.list('virtualService')
  return {
    routesTo: turnRound(records.list('route'), route => known(route.targets).map(target => target.node)),
    providedBy: turnRound(services, service => [service.node]),
    leadingTo: turnRound(services, service => known(service.targets)),
    routedBy: turnRound(services, service => [service.router]),
    callersOf: turnRound(nodes, node => known(node.backends).map(backend => backend.service)),
    gatewayRoutesTo: turnRound(records.list('gatewayRoute'), route => [route.service]),
  }
}

function turnRound<From extends object, To extends object>(all: readonly From[], lead: (from: From) => readonly Known<To | undefined>[]): Map<To, From[]> {
  const users = new Map<To, From[]>()
  for (const from of all) {
    for (const to of new Set(lead(from))) {
      if (to === undefined || !isKnown(to)) continue
      const list = users.get(to)
      if (list === undefined) users.set(to, [from])
      else list.push(from)
    }
  }
  return users
}

function known<T>(list: Known<readonly T[]>): readonly T[] {
  return isKnown(list) ? list : []
}
