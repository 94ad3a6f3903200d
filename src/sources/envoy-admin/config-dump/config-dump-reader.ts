import { Absent } from '../../../evidence/absent.ts'
import type { BootstrapPart, ConfigDumpPart, ConfiguredCluster, ConfiguredListener } from '../../../evidence/parts.ts'
import type { Problem } from '../../../evidence/problem.ts'
import type { Endpoint, Secret } from '../../../evidence/schema.ts'
import { fields, isFields, milliseconds, text, typeSuffix, type Fields } from '../fields.ts'
import { JsonSlices, type SliceReceiver } from '../json-slices.ts'
import { readBootstrap } from './bootstrap.ts'
import { readCluster } from './clusters.ts'
import { readLoadAssignment } from './endpoints.ts'
import type { ReadChain } from './filter-chains.ts'
import { readListener } from './listeners.ts'
import { failedConfiguration, RejectionList } from './rejections.ts'
import { readRouteConfig, type ReadRouteConfig } from './routes.ts'
import { readSecret } from './secrets.ts'
import { TlsReader } from './tls.ts'

/** Arrays of the sections, and what each element is; everything else is passed over unparsed. */
const wanted: Readonly<Record<string, { section: string, state?: string }>> = {
  static_clusters: { section: 'ClustersConfigDump', state: 'fixed' },
  dynamic_active_clusters: { section: 'ClustersConfigDump', state: 'active' },
  dynamic_warming_clusters: { section: 'ClustersConfigDump', state: 'warming' },
  static_listeners: { section: 'ListenersConfigDump', state: 'fixed' },
  dynamic_listeners: { section: 'ListenersConfigDump', state: 'dynamic' },
  static_route_configs: { section: 'RoutesConfigDump' },
  dynamic_route_configs: { section: 'RoutesConfigDump' },
  static_endpoint_configs: { section: 'EndpointsConfigDump' },
  dynamic_endpoint_configs: { section: 'EndpointsConfigDump' },
  static_secrets: { section: 'SecretsConfigDump', state: 'static' },
  dynamic_active_secrets: { section: 'SecretsConfigDump', state: 'active' },
  dynamic_warming_secrets: { section: 'SecretsConfigDump', state: 'warming' },
}

/** Pages of `?resource=` hold the elements themselves; their type tells which array they were taken from. */
const pages: Readonly<Record<string, string>> = {
  'ClustersConfigDump.DynamicCluster': 'dynamic_active_clusters', 'ClustersConfigDump.StaticCluster': 'static_clusters',
  'ListenersConfigDump.DynamicListener': 'dynamic_listeners', 'ListenersConfigDump.StaticListener': 'static_listeners',
  'RoutesConfigDump.DynamicRouteConfig': 'dynamic_route_configs', 'RoutesConfigDump.StaticRouteConfig': 'static_route_configs',
  'EndpointsConfigDump.DynamicEndpointConfig': 'dynamic_endpoint_configs', 'EndpointsConfigDump.StaticEndpointConfig': 'static_endpoint_configs',
  'SecretsConfigDump.DynamicSecret': 'dynamic_active_secrets', 'SecretsConfigDump.StaticSecret': 'static_secrets',
}

/** Sections that no rule reads yet, known by name so that they are no surprise. */
const passedOver: ReadonlySet<string> = new Set(['ScopedRoutesConfigDump', 'EcdsConfigDump'])

/**
 * Reads a config_dump element by element while its bytes arrive; each element is reduced to typed evidence and dropped.
 * Sections are told by the end of their @type, never by place. What is broken or cut becomes a problem and costs only itself.
 */
export class ConfigDumpReader implements SliceReceiver {
  readonly #source: string
  readonly #problems: Problem[]
  readonly #slices = new JsonSlices(this, 'configs')
  readonly #tls = new TlsReader()
  readonly #sections = new Set<string>()
  readonly #clusters: ConfiguredCluster[] = []
  readonly #listeners: ConfiguredListener[] = []
  readonly #chains: ReadChain[] = []
  readonly #routeConfigs: ReadRouteConfig[] = []
  readonly #secrets: Secret[] = []
  readonly #rejections: RejectionList
  readonly #endpoints = new Map<string, readonly Endpoint[]>()
  readonly #versionInfo: Record<'cds' | 'lds', string | undefined> = { cds: undefined, lds: undefined }
  #bootstrap: BootstrapPart | undefined
  #newestUpdate: number | undefined
  #object: Record<string, unknown> = {}

  constructor(source: string, problems: Problem[]) {
    this.#source = source
    this.#problems = problems
    this.#rejections = new RejectionList(source)
  }

  /** @param chunk the next bytes of the dump */
  write(chunk: Uint8Array): void {
    this.#slices.write(chunk)
  }

  /** Ends an object of the document (as the receiver of slices). */
  end(): void {
    const object = this.#object
    this.#object = {}
    const type = typeSuffix(object['@type'])
    if (type === undefined) return
    const page = pages[type]
    if (page !== undefined) return this.element(page, object)
    if (type === 'BootstrapConfigDump') {
      this.#sections.add(type)
      this.#bootstrap = readBootstrap(fields(object.bootstrap), object.last_updated)
      return
    }
    if (Object.values(wanted).some(({ section }) => section === type)) {
      this.#sections.add(type)
      const version = text(object.version_info)
      if (type === 'ClustersConfigDump') this.#versionInfo.cds = version
      if (type === 'ListenersConfigDump') this.#versionInfo.lds = version
    } else if (!passedOver.has(type)) {
      this.#note(`a section of the unknown type ${type} was passed over`)
    }
  }

  /** Ends the dump. */
  finish(): ConfigDumpPart {
    const { bytes, complete } = this.#slices.end()
    if (!complete) this.#note(`the dump ends in the middle, after ${bytes} bytes`)
    this.#tls.resolve()
    this.#markUsedHosts()
    return {
      source: this.#source, sections: this.#sections, bootstrap: this.#bootstrap,
      clusters: this.#clusters, listeners: this.#listeners, routeConfigs: this.#routeConfigs, secrets: this.#secrets,
      rejections: this.#rejections.all(),
      endpoints: this.#sections.has('EndpointsConfigDump') ? this.#endpoints : undefined,
      newestUpdate: this.#newestUpdate,
      versionInfo: this.#versionInfo,
    }
  }

  begin(): void {
    this.#object = {}
  }

  member(key: string, value: unknown): void {
    this.#object[key] = value
  }

  wants(key: string): boolean {
    return Object.hasOwn(wanted, key)
  }

  element(key: string, value: unknown): void {
    const { section, state = '' } = wanted[key] ?? { section: '' }
    if (!isFields(value)) return
    this.#sections.add(section)
    this.#noteUpdate(value.last_updated)
    switch (section) {
      case 'ClustersConfigDump': return this.#addCluster(fields(value.cluster), state)
      case 'ListenersConfigDump': return state === 'fixed' ? this.#addListener(value.listener, '', state) : this.#addDynamicListener(value)
      case 'RoutesConfigDump': this.#routeConfigs.push(readRouteConfig(fields(value.route_config))); return
      case 'SecretsConfigDump': this.#secrets.push(readSecret(value, state, this.#tls)); return
      case 'EndpointsConfigDump': {
        const assignment = fields(value.endpoint_config)
        const name = text(assignment.cluster_name)
        if (name !== undefined) this.#endpoints.set(name, readLoadAssignment(assignment))
      }
    }
  }

  lost(key: string, _text: string, offset: number, why: string): void {
    this.#note(`${key === '' ? 'a part' : key} at byte ${offset} could not be read: ${why}`)
  }

  stray(offset: number): void {
    this.#note(`at byte ${offset} stands something that is no JSON`)
  }

  #addCluster(cluster: Fields, state: string): void {
    const incomplete = text(cluster.name) === undefined ? new Absent('config_dump', 'the dump is masked') : undefined
    this.#clusters.push(readCluster(cluster, { fixed: state === 'fixed', warming: state === 'warming', incomplete }, this.#tls))
  }

  /** One name may have an active, a warming and a draining version; what traffic meets comes first. */
  #addDynamicListener(element: Fields): void {
    const name = text(element.name)
    const error = element.error_state
    if (isFields(error)) this.#rejections.add(name, error)
    let known = false
    for (const [key, state] of [['active_state', 'active'], ['warming_state', 'warming'], ['draining_state', 'draining']] as const) {
      const version = element[key]
      if (!isFields(version)) continue
      known = true
      this.#noteUpdate(version.last_updated)
      this.#addListener(version.listener, name ?? '', state)
    }
    if (!known && name !== undefined && isFields(error)) this.#addListener(failedConfiguration(error) ?? {}, name, 'rejected')
  }

  #addListener(value: unknown, name: string, state: string): void {
    const listener = fields(value)
    const read = readListener(listener, text(listener.name) ?? name, state === 'fixed' ? 'active' : state, state === 'fixed', undefined, this.#tls)
    this.#listeners.push(read.listener)
    if (state !== 'rejected') this.#chains.push(...read.chains)
  }

  #markUsedHosts(): void {
    for (const { inlineRoutes } of this.#chains) if (inlineRoutes !== undefined) this.#routeConfigs.push(readRouteConfig(inlineRoutes))
    if (!this.#sections.has('ListenersConfigDump')) return
    const used = new Set(this.#chains.flatMap(({ chain, scopedRoutes }) => [chain.routeConfig, ...scopedRoutes]))
    for (const config of this.#routeConfigs) for (const host of config.virtualHosts) host.used = used.has(config.name)
  }

  #noteUpdate(value: unknown): void {
    const at = milliseconds(value)
    if (at !== undefined) this.#newestUpdate = Math.max(this.#newestUpdate ?? at, at)
  }

  #note(message: string): void {
    if (!this.#problems.some(problem => problem.source === this.#source && problem.message === message)) this.#problems.push({ source: this.#source, message })
  }
}
