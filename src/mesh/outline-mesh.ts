import { nearestName } from '../analysis/nearest-name.ts'
import { nameKey, showName, type MeshKind, type MeshResource, type Name } from '../evidence/mesh/resource.ts'
import { titleOf, type MeshResources } from '../evidence/mesh/resources.ts'
import { describeClientPolicy, describeDiscovery } from './describe/endpoints.ts'
import { describeListeners, plain } from './describe/listeners.ts'
import { describeRoute } from './describe/routes.ts'
import { listReferences, type Reference } from './references.ts'
import { at, itemsAt, showValue } from './spec.ts'
import type { MeshProblem } from './validate/problem.ts'
import type { Validation } from './validate/validate-mesh.ts'

/** One line of a mesh's outline. Texts are untrusted and not escaped. */
export interface OutlineItem {
  /** The resource, or what stands in its place. */
  text: string
  /** Further words about it, by topic. */
  details: readonly string[]
  /** `missing`: known not to exist; `not given`: nothing tells; `note`: no resource. */
  state: 'given' | 'missing' | 'not given' | 'note' | 'error' | 'warning'
  children: readonly OutlineItem[]
}

/** A mesh as a tree: gateways with their routes, services with their routers, routes and nodes, then every node with its backends. */
export function outlineMesh(validation: Validation): OutlineItem {
  return new Outliner(validation).outline()
}

class Outliner {
  readonly #mesh: MeshResources
  readonly #problemsOf = new Map<MeshResource, MeshProblem[]>()

  constructor({ mesh, problems }: Validation) {
    this.#mesh = mesh
    // References are marked where they stand.
    for (const problem of problems.filter(({ check }) => check !== 'reference-missing')) {
      this.#problemsOf.set(problem.resource, [...this.#problemsOf.get(problem.resource) ?? [], problem])
    }
  }

  outline(): OutlineItem {
    const mesh = this.#mesh
    const own = mesh.list('mesh')[0]
    const reached = new Set(mesh.list('virtualService').flatMap(service => listReferences(service)).map(({ to }) => `${to.kind} ${nameKey(to.name)}`))
    const routers = mesh.list('virtualRouter').filter(router => !reached.has(`virtualRouter ${nameKey(router.name)}`))
    return {
      text: `mesh ${showName(mesh.name)}`, state: 'given',
      details: [...mesh.owner === undefined ? [] : [`owner ${mesh.owner}`], ...own?.spec === undefined ? [] : [`egress ${plain(at(own.spec, 'egressFilter', 'type') ?? 'DROP_ALL')}`], countKinds(mesh)],
      children: [
        ...own === undefined ? [] : this.#problems(own),
        ...mesh.list('virtualGateway').map(gateway => this.#gateway(gateway)),
        ...this.#orphans('gatewayRoute', 'virtualGateway'),
        ...mesh.list('virtualService').map(service => this.#service(service)),
        ...routers.map(router => this.#router(router, ['no virtual service given leads to it'])),
        ...this.#orphans('route', 'virtualRouter'),
        ...mesh.list('virtualNode').map(node => this.#node(node)),
      ],
    }
  }

  #gateway(gateway: MeshResource): OutlineItem {
    const policy = describeClientPolicy(at(gateway.spec, 'backendDefaults', 'clientPolicy'))
    const routes = this.#mesh.list('gatewayRoute', gateway.name)
    return this.#item(gateway, policy === undefined ? [] : [`to backends: ${policy}`], [
      ...listenerItems(gateway), ...routes.map(route => this.#gatewayRoute(route)), ...this.#incomplete('gatewayRoute', gateway.name),
    ])
  }

  #gatewayRoute(route: MeshResource): OutlineItem {
    const words = describeRoute(route.spec)
    const targets = listReferences(route).filter(({ role }) => role === 'target').map(reference => this.#reference(reference, '-> '))
    return this.#item(route, routeDetails(words), targets)
  }

  #service(service: MeshResource): OutlineItem {
    const provider = listReferences(service).find(({ role }) => role === 'provider')
    if (provider === undefined) return this.#item(service, service.spec === undefined ? [] : ['no provider'], [])
    const found = this.#mesh.find(provider.to.kind, provider.to.name)
    const child = found.is !== 'given' ? this.#reference(provider, '-> ') : provider.to.kind === 'virtualRouter' ? this.#router(found.resource) : this.#reference(provider, '-> ')
    return this.#item(service, [], [child])
  }

  #router(router: MeshResource, notes: readonly string[] = []): OutlineItem {
    const routes = this.#mesh.list('route', router.name)
    return this.#item(router, [...describeListeners(router.spec).map(({ port }) => port), ...notes], [...routes.map(route => this.#route(route)), ...this.#incomplete('route', router.name)])
  }

  #route(route: MeshResource): OutlineItem {
    const targets = listReferences(route).filter(({ role }) => role === 'target')
    const total = targets.reduce((sum, { weight }) => sum + (weight ?? 0), 0)
    const words = targets.map(reference => this.#reference(reference, reference.weight === undefined ? '-> ' : `-> weight ${reference.weight} of ${total}: `))
    return this.#item(route, routeDetails(describeRoute(route.spec)), words)
  }

  #node(node: MeshResource): OutlineItem {
    const policy = describeClientPolicy(at(node.spec, 'backendDefaults', 'clientPolicy'))
    const log = at(node.spec, 'logging', 'accessLog', 'file', 'path')
    const details = [describeDiscovery(node.spec) ?? '', policy === undefined ? '' : `to backends: ${policy}`, log === undefined ? '' : `access log ${plain(log)}`].filter(text => text !== '')
    const own = itemsAt(at(node.spec, 'backends'), '').map(({ item }) => describeClientPolicy(at(item, 'virtualService', 'clientPolicy')))
    const backends = listReferences(node).filter(({ role }) => role === 'backend').map((reference, index) => {
      const item = this.#reference(reference, 'backend ')
      return own[index] === undefined ? item : { ...item, details: [...item.details, own[index]] }
    })
    return this.#item(node, details, [...listenerItems(node), ...backends])
  }

  /** Routes whose router (gateway routes whose gateway) was not given. */
  #orphans(kind: 'route' | 'gatewayRoute', parent: MeshKind): OutlineItem[] {
    const orphans = this.#mesh.list(kind).filter(({ parent: of }) => of === undefined || this.#mesh.find(parent, of).is !== 'given')
    const groups = new Map<string, MeshResource[]>()
    for (const orphan of orphans) {
      const key = orphan.parent === undefined ? '' : nameKey(orphan.parent)
      groups.set(key, [...groups.get(key) ?? [], orphan])
    }
    return [...groups.values()].map((routes): OutlineItem => {
      const [first] = routes
      const of = first?.parent
      const found = of === undefined ? undefined : this.#mesh.find(parent, of)
      return {
        text: `${titleOf(parent)} ${of === undefined ? '(not named)' : showName(of)}`, state: found?.is === 'missing' ? 'missing' : 'not given',
        details: found?.is === 'missing' ? [found.because] : [], children: routes.map(route => kind === 'route' ? this.#route(route) : this.#gatewayRoute(route)),
      }
    })
  }

  #reference({ to }: Reference, arrow: string): OutlineItem {
    const found = this.#mesh.find(to.kind, to.name)
    const text = `${arrow}${titleOf(to.kind)} ${showName(to.name)}`
    if (found.is === 'given') return { text, state: 'given', details: [], children: [] }
    if (found.is === 'unchecked') return { text, state: 'not given', details: [], children: [] }
    const meant = typeof to.name === 'string' ? nearestName(to.name.slice(0, 300), this.#names(to.kind)) : undefined
    return { text, state: 'missing', details: [found.because, ...meant === undefined ? [] : [`${meant} may be meant`]], children: [] }
  }

  #names(kind: MeshKind): string[] {
    return this.#mesh.list(kind).flatMap(({ name }) => typeof name === 'string' ? [name] : [])
  }

  #item(resource: MeshResource, details: readonly string[], children: readonly OutlineItem[]): OutlineItem {
    const status = resource.status === undefined || resource.status === 'ACTIVE' ? [] : [resource.status]
    const without = resource.spec === undefined ? ['known by name only'] : []
    return { text: `${titleOf(resource.kind)} ${showName(resource.name)}`, state: 'given', details: [...status, ...without, ...details], children: [...this.#problems(resource), ...children] }
  }

  #problems(resource: MeshResource): OutlineItem[] {
    return (this.#problemsOf.get(resource) ?? []).map(({ severity, path, value, message }) =>
      ({ text: `${path === '' ? 'it' : path} ${typeof value === 'object' || value === undefined ? '' : `${showValue(value)} `}${message}`, state: severity, details: [], children: [] }))
  }

  /** A router whose routes were not all given: what is shown is not all there is. */
  #incomplete(kind: 'route' | 'gatewayRoute', parent: Name): OutlineItem[] {
    if (this.#mesh.isComplete(kind, parent)) return []
    return [{ text: `(whether it has further ${titleOf(kind)}s was not given)`, state: 'note', details: [], children: [] }]
  }
}

function listenerItems(resource: MeshResource): OutlineItem[] {
  return describeListeners(resource.spec).map(({ port, ...topics }) => ({ text: `listener ${port}`, state: 'given', details: Object.values(topics).filter(text => text !== undefined), children: [] }))
}

function routeDetails(words: ReturnType<typeof describeRoute>): string[] {
  const { protocol, match, priority, timeout, retry, rewrite } = words
  return [protocol, match, priority === undefined ? undefined : `priority ${priority}`, timeout, retry, rewrite].filter(text => text !== undefined)
}

function countKinds(mesh: MeshResources): string {
  const kinds = ['virtualGateway', 'gatewayRoute', 'virtualService', 'virtualRouter', 'route', 'virtualNode'] as const
  return kinds.map(kind => [mesh.list(kind).length, titleOf(kind)] as const).filter(([count]) => count > 0).map(([count, title]) => `${count} ${title}${count === 1 ? '' : 's'}`).join(', ') || 'nothing in it'
}
