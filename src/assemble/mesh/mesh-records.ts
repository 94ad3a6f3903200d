import { Absent, isKnown, type Known } from '../../evidence/absent.ts'
import type { QuotaPart } from '../../evidence/mesh/evidence.ts'
import type { MeshFacts } from '../../evidence/mesh/facts.ts'
import type { Backend, GatewayRoute, Mesh, MeshRoute, PortMapping, VirtualGateway, VirtualNode, VirtualRouter, VirtualService } from '../../evidence/mesh/records.ts'
import { meshKinds, showName, Unknown, type MeshKind, type MeshResource, type Name } from '../../evidence/mesh/resource.ts'
import { titleOf, type MeshResources } from '../../evidence/mesh/resources.ts'
import { nameInArn } from '../../providers/app-mesh/arn.ts'
import { identify } from './identity.ts'
import { lazily } from './lazily.ts'
import { readListeners, readPortMapping } from './listeners.ts'
import { readMatch, readRewrite } from './matches.ts'
import { readAccessLog, readClientPolicy } from './policies.ts'
import { readQuotas } from './quotas.ts'
import { asList, asNumber, asSeconds, asText, at, isSet, map, orDefault, variantOf, type Given } from './read-spec.ts'
import { findUsers, type Users } from './users.ts'
import { findRouteBody, readDiscovery, readRetry, readTargets } from './targets.ts'

/** The record of each kind of resource. */
export interface RecordOfKind {
  mesh: Mesh, virtualNode: VirtualNode, virtualService: VirtualService, virtualRouter: VirtualRouter
  route: MeshRoute, virtualGateway: VirtualGateway, gatewayRoute: GatewayRoute
}

/**
 * The records of one mesh, as rules read them. A reference is followed when it is read: to the record, to nothing where a complete list
 * lacks it, or to the reason why that is not known.
 */
export class MeshRecords {
  readonly resources: MeshResources
  readonly mesh: Mesh
  readonly #facts: MeshFacts
  readonly #quotas: readonly QuotaPart[]
  readonly #made = new Map<MeshResource, object>()
  readonly #found: Partial<Record<MeshKind, Map<string, Known<object | undefined>>>> = {}
  #knownUsers: Users | undefined

  /** @param quotas those that were given of the account */
  constructor(resources: MeshResources, facts: MeshFacts, quotas: readonly QuotaPart[] = []) {
    this.resources = resources
    this.#facts = facts
    this.#quotas = quotas
    this.mesh = this.#makeMesh()
  }

  /** Who refers to whom; read once, when first asked for. */
  get #users(): Users {
    return this.#knownUsers ??= findUsers(this)
  }

  /** Every record of a kind, deleted resources left out. */
  list<K extends MeshKind>(kind: K, parent?: Name): readonly RecordOfKind[K][] {
    return this.resources.list(kind, parent).map(resource => this.#of(resource) as RecordOfKind[K])
  }

  /** What a name in a spec refers to; ARNs are names too. */
  find<K extends MeshKind>(kind: K, name: Given, parent?: Name): Known<RecordOfKind[K] | undefined> {
    if (name === undefined || name instanceof Absent) return name
    if (typeof name !== 'string' || parent !== undefined) return this.#find(kind, name, parent)
    // A hundred thousand references name a few hundred resources.
    const known = this.#found[kind] ??= new Map<string, Known<object | undefined>>()
    if (!known.has(name)) known.set(name, this.#find(kind, name, undefined))
    return known.get(name) as Known<RecordOfKind[K] | undefined>
  }

  #find<K extends MeshKind>(kind: K, name: Exclude<Given, Absent | undefined>, parent: Name | undefined): Known<RecordOfKind[K] | undefined> {
    const wanted = name instanceof Unknown ? name : typeof name === 'string' ? nameInArn(name) : undefined
    if (wanted === undefined) return undefined
    const found = this.resources.find(kind, wanted, parent)
    if (found.is === 'given') return this.#of(found.resource) as RecordOfKind[K]
    return found.is === 'missing' ? undefined : new Absent('mesh', found.because)
  }

  #of(resource: MeshResource): object {
    const made = this.#made.get(resource) ?? this.#make(resource)
    this.#made.set(resource, made)
    return made
  }

  #make(resource: MeshResource): object {
    switch (resource.kind) {
      case 'mesh': return this.mesh
      case 'virtualNode': return this.#makeNode(resource)
      case 'virtualService': return this.#makeService(resource)
      case 'virtualRouter': return this.#makeRouter(resource)
      case 'route': return this.#makeRoute(resource)
      case 'virtualGateway': return this.#makeGateway(resource)
      case 'gatewayRoute': return this.#makeGatewayRoute(resource)
    }
  }

  #makeMesh(): Mesh {
    const [resource] = this.resources.list('mesh')
    const spec: Given = resource === undefined ? new Absent('mesh', 'the mesh itself was not given, only what is in it') : specOf(resource)
    const name = showName(this.resources.name)
    return lazily({
      ...(resource === undefined ? { name, label: name, origin: 'list', source: '', meshOwner: this.resources.owner } : identify(resource)),
      egressFilter: orDefault(asText(at(spec, 'egressFilter', 'type')), this.#facts.defaults.egressFilter),
      ipPreference: asText(at(spec, 'serviceDiscovery', 'ipPreference')),
    }, {
      nodes: () => this.list('virtualNode'), services: () => this.list('virtualService'), routers: () => this.list('virtualRouter'),
      gateways: () => this.list('virtualGateway'), routes: () => this.list('route'), gatewayRoutes: () => this.list('gatewayRoute'),
      complete: () => meshKinds.filter(kind => this.resources.isComplete(kind)),
      repeated: () => this.resources.repeats.filter(({ kept, dropped }) => dropped.some(other => other.origin !== 'list' && JSON.stringify(other.spec) !== JSON.stringify(kept.spec)))
        .map(({ kept, dropped }) => `${titleOf(kept.kind)} ${showName(kept.name)} (${[kept, ...dropped].map(one => one.source).join(', ')})`),
      quotas: () => readQuotas(this.#quotas, this.#facts.quotas, this),
    })
  }

  #makeNode(resource: MeshResource): VirtualNode {
    const spec = specOf(resource)
    const defaults = this.#facts.defaults
    const identity = identify(resource)
    const node: VirtualNode = lazily({ ...identity, mesh: this.mesh }, {
      listeners: () => readListeners(at(spec, 'listeners'), { kind: 'virtualNode', name: identity.name, node }, defaults),
      clientPolicy: () => readClientPolicy(at(spec, 'backendDefaults', 'clientPolicy'), defaults),
      backends: () => asList(at(spec, 'backends'), item => this.#makeBackend(at(item, 'virtualService'), node)),
      discovery: () => readDiscovery(at(spec, 'serviceDiscovery'), defaults),
      accessLog: () => readAccessLog(at(spec, 'logging')),
      routes: () => this.#users.routesTo.get(node) ?? [],
      services: () => this.#users.providedBy.get(node) ?? [],
      clients: () => [...new Set((this.#users.leadingTo.get(node) ?? []).flatMap(service => service.clients))],
    })
    return node
  }

  #makeBackend(value: Given, client: VirtualNode): Backend {
    const name = asText(at(value, 'virtualServiceName'))
    const shown = isKnown(name) && name !== undefined ? nameInArn(name) : '?'
    const ownPolicy = readClientPolicy(at(value, 'clientPolicy'), this.#facts.defaults)
    return lazily({ label: `${client.name} -> ${shown}`, client, serviceName: isKnown(name) ? shown : name, ownPolicy }, {
      policy: () => ownPolicy === undefined ? client.clientPolicy : ownPolicy,
      service: () => this.find('virtualService', at(value, 'virtualServiceName')),
    })
  }

  #makeService(resource: MeshResource): VirtualService {
    const spec = specOf(resource)
    const provider = variantOf(at(spec, 'provider'), ['virtualNode', 'virtualRouter'])
    const named = map(provider, found => asText(at(found.value, `${found.key}Name`)))
    const refer = <K extends 'virtualNode' | 'virtualRouter'>(kind: K): Known<RecordOfKind[K] | undefined> =>
      map(provider, found => found.key === kind ? this.find(kind, at(found.value, `${kind}Name`)) : undefined)
    const service: VirtualService = lazily({
      ...identify(resource), mesh: this.mesh,
      providerKind: orDefault(map(provider, found => found.key), 'none'), providerName: named,
    }, {
      node: () => refer('virtualNode'),
      router: () => refer('virtualRouter'),
      ports: () => portsOf(service),
      targets: () => targetsOf(service),
      clients: () => this.#users.callersOf.get(service) ?? [],
      gatewayRoutes: () => this.#users.gatewayRoutesTo.get(service) ?? [],
    })
    return service
  }

  #makeRouter(resource: MeshResource): VirtualRouter {
    const router: VirtualRouter = lazily({ ...identify(resource), mesh: this.mesh }, {
      listeners: () => asList(at(specOf(resource), 'listeners'), readPortMapping),
      givenRoutes: () => this.list('route', resource.name),
      routes: () => this.resources.isComplete('route', resource.name) ? router.givenRoutes : new Absent('mesh', `the routes of ${router.name} were not all given`),
      services: () => this.#users.routedBy.get(router) ?? [],
    })
    return router
  }

  #makeRoute(resource: MeshResource): MeshRoute {
    const spec = specOf(resource)
    const found = findRouteBody(spec)
    const body = bodyOf(found)
    const defaults = this.#facts.defaults
    const timeout = (name: string): Known<number | undefined> => asSeconds(at(body, 'timeout', name))
    const protocol = orDefault(map(found, route => route.protocol), '')
    return lazily({ ...identify(resource), mesh: this.mesh, ...namedParent('routerName', resource), protocol, priority: asNumber(at(spec, 'priority')) }, {
      router: () => this.find('virtualRouter', resource.parent),
      match: () => body instanceof Absent ? body : readMatch(at(body, 'match')),
      targets: () => readTargets(body, name => this.find('virtualNode', name)),
      retry: () => readRetry(body),
      requestTimeout: () => !isKnown(protocol) ? protocol : protocol === 'tcp' ? undefined : orDefault(timeout('perRequest'), defaults.requestTimeout),
      requestTimeoutSet: () => isSet(timeout('perRequest')),
      idleTimeout: () => orDefault(timeout('idle'), defaults.idleTimeout),
      idleTimeoutSet: () => isSet(timeout('idle')),
    })
  }

  #makeGateway(resource: MeshResource): VirtualGateway {
    const spec = specOf(resource)
    const defaults = this.#facts.defaults
    const identity = identify(resource)
    const gateway: VirtualGateway = lazily({ ...identity, mesh: this.mesh }, {
      listeners: () => readListeners(at(spec, 'listeners'), { kind: 'virtualGateway', name: identity.name, gateway }, defaults),
      accessLog: () => readAccessLog(at(spec, 'logging')),
      clientPolicy: () => readClientPolicy(at(spec, 'backendDefaults', 'clientPolicy'), defaults),
      givenRoutes: () => this.list('gatewayRoute', resource.name),
      routes: () => this.resources.isComplete('gatewayRoute', resource.name) ? gateway.givenRoutes : new Absent('mesh', `the gateway routes of ${gateway.name} were not all given`),
    })
    return gateway
  }

  #makeGatewayRoute(resource: MeshResource): GatewayRoute {
    const spec = specOf(resource)
    const found = findRouteBody(spec)
    const body = bodyOf(found)
    const target = at(body, 'action', 'target')
    const match = readMatch(at(body, 'match'))
    const name = asText(at(target, 'virtualService', 'virtualServiceName'))
    return lazily({
      ...identify(resource), mesh: this.mesh, ...namedParent('gatewayName', resource),
      protocol: orDefault(map(found, route => route.protocol), ''), priority: asNumber(at(spec, 'priority')),
      match: body instanceof Absent ? body : match,
      serviceName: orDefault(map(name, nameInArn), ''), targetPort: asNumber(at(target, 'port')),
      ...readRewrite(at(body, 'action', 'rewrite'), match, this.#facts.defaults),
    }, {
      gateway: () => this.find('virtualGateway', resource.parent),
      service: () => this.find('virtualService', at(target, 'virtualService', 'virtualServiceName')),
    })
  }
}

function specOf(resource: MeshResource): Given {
  return resource.spec ?? new Absent('mesh', `${titleOf(resource.kind)} ${showName(resource.name)} is listed, but not described`)
}

function bodyOf(found: Known<{ body: Given } | undefined>): Given {
  return isKnown(found) ? found?.body : found
}

function namedParent<K extends string>(key: K, { parent }: MeshResource): { [P in K]?: string } {
  return (parent === undefined ? {} : { [key]: showName(parent) }) as { [P in K]?: string }
}

function portsOf(service: VirtualService): Known<readonly PortMapping[]> {
  const { router, node } = service
  if (!isKnown(router)) return router
  if (router !== undefined) return router.listeners
  if (!isKnown(node)) return node
  if (node === undefined) return []
  return isKnown(node.listeners) ? node.listeners.map(({ port, protocol }) => ({ port, protocol })) : node.listeners
}

function targetsOf(service: VirtualService): Known<readonly VirtualNode[]> {
  const { router, node } = service
  if (!isKnown(node)) return node
  if (node !== undefined) return [node]
  if (!isKnown(router)) return router
  if (router === undefined) return []
  if (!isKnown(router.routes)) return router.routes
  const nodes = new Set<VirtualNode>()
  for (const route of router.routes) {
    if (!isKnown(route.targets)) return route.targets
    for (const target of route.targets) {
      if (!isKnown(target.node)) return target.node
      if (target.node !== undefined) nodes.add(target.node)
    }
  }
  return [...nodes]
}
