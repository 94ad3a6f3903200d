import type { BootstrapPart, ConfigDumpPart } from '../../../evidence/parts.ts'
import { Absent } from '../../../evidence/absent.ts'
import type { Secret } from '../../../evidence/schema.ts'
import { fields, isFields, milliseconds, text, typeSuffix, type Fields } from '../fields.ts'
import type { SliceReceiver } from '../json-slices.ts'
import { readBootstrap } from './bootstrap.ts'
import { ClusterList } from './clusters.ts'
import { EndpointBook } from './endpoint-book.ts'
import { hasListenerState, ListenerList } from './listeners.ts'
import type { DumpProblems } from './dump-problems.ts'
import { RouteConfigList } from './routes.ts'
import { salvageObject } from '../salvage.ts'
import { readSecret } from './secrets.ts'
import { elementAlone, elementOf, isGathered, isSection, wrapResource, type Element } from './sections.ts'
import { TlsReader } from './tls.ts'

/** Reduces the elements of a config_dump to evidence, one after the other; nothing of the raw element is kept. */
export class DumpCollector implements SliceReceiver {
  readonly #source: string
  readonly #problems: DumpProblems
  readonly #tls = new TlsReader()
  readonly #clusters = new ClusterList(this.#tls)
  readonly #listeners: ListenerList
  readonly #routes = new RouteConfigList()
  readonly #secrets: Secret[] = []
  readonly #endpoints = new EndpointBook()
  readonly #sections = new Set<string>()
  /** Sections of which only single elements were given. */
  readonly #pieces = new Set<string>()
  readonly #versionInfo: Record<'cds' | 'lds', string | undefined> = { cds: undefined, lds: undefined }
  #bootstrap: BootstrapPart | undefined
  #newestUpdate: number | undefined
  #lastNoted: unknown
  #object: Record<string, unknown> = {}
  /** A member of the open object was cut or broken. */
  #lost: Absent | undefined

  constructor(source: string, problems: DumpProblems) {
    this.#source = source
    this.#problems = problems
    this.#listeners = new ListenerList(source, this.#tls)
  }

  begin(): void {
    this.#object = {}
    this.#lost = undefined
  }

  member(key: string, value: unknown): void {
    this.#object[key] = value
    if (key === '@type') this.#noteType(typeSuffix(value) ?? '')
  }

  wants(key: string): boolean {
    if (elementOf(key) !== undefined || isGathered(key)) return true
    const type = typeSuffix(this.#object['@type']) ?? ''
    if (isSection(type) && type !== 'EcdsConfigDump') this.#problems.note(`the unknown list ${key} of ${type} is passed over`)
    return false
  }

  element(key: string, value: unknown): void {
    const element = elementOf(key)
    if (element !== undefined) {
      this.#sections.add(element.section)
      return this.#read(element, fields(value), undefined)
    }
    const gathered = this.#object[key]
    if (Array.isArray(gathered)) gathered.push(value)
    else this.#object[key] = [value]
  }

  /** Ends an object: a section, whose arrays have been read by now, or an element that stands alone. */
  end(): void {
    const object = this.#object
    const lost = this.#lost
    this.begin()
    const type = typeSuffix(object['@type'])
    if (isFields(object.bootstrap)) {
      this.#sections.add('BootstrapConfigDump')
      this.#bootstrap = readBootstrap(object.bootstrap, object.last_updated)
      return
    }
    if (type === 'ClustersConfigDump') this.#versionInfo.cds = text(object.version_info)
    if (type === 'ListenersConfigDump') this.#versionInfo.lds = text(object.version_info)
    if (type !== undefined && isSection(type)) return
    const alone = elementAlone(type, object)
    if (alone !== undefined) return this.#readPiece(alone, object, lost)
    const wrapped = wrapResource(type, object)
    if (wrapped !== undefined) return this.#readPiece(wrapped.element, wrapped.value, lost)
    if (isFields(object.filter_chain_match) || Array.isArray(object.filters)) this.#problems.note('a filter chain without its listener is left out')
  }

  lost(key: string, cut: string, offset: number, why: string): void {
    const element = elementOf(key)
    const reason = new Absent('config_dump', `${this.#source} is cut or broken there`)
    this.#lost = reason
    if (element === undefined) {
      const rest = salvageObject(cut, key === 'active_state' || key === 'warming_state' ? 2 : 1)
      if (isFields(rest) && !isGathered(key)) this.#object[key] = rest
      return this.#problems.note(`${key} at byte ${offset}: ${why}`)
    }
    const rest = fields(salvageObject(cut, element.section === 'ListenersConfigDump' ? 3 : 2))
    const name = nameOf(rest)
    this.#problems.note(`${name === undefined ? `an element of ${key}` : `${name} in ${key}`} at byte ${offset}: ${why}`)
    // Of a route configuration, a secret or a list of hosts, a part would pass for the whole.
    const partial = element.section === 'ClustersConfigDump' || element.section === 'ListenersConfigDump'
    if (name === undefined || !partial) return
    // Where its section was not begun, all that is known of it is this piece.
    this.#pieces.add(element.section)
    this.#read(element, rest, reason)
  }

  stray(offset: number): void {
    this.#problems.note(`text that is no JSON at byte ${offset} is passed over`)
  }

  finish(): ConfigDumpPart {
    for (const section of this.#pieces) if (!this.#sections.has(section)) this.#problems.note(`single elements of ${section}, not the whole: what is missing may exist`)
    this.#tls.resolve()
    const clusters = this.#clusters.all()
    const hasEndpoints = this.#sections.has('EndpointsConfigDump') || this.#pieces.has('EndpointsConfigDump')
    // The endpoints of an EDS cluster stand under its service name.
    for (const { name, type, discoveryName } of clusters) {
      if (type === 'EDS' && typeof discoveryName === 'string') this.#endpoints.alias(name, discoveryName)
    }
    for (const section of this.#pieces) this.#sections.add(section)
    const knowsListeners = this.#sections.has('ListenersConfigDump')
    return {
      source: this.#source, sections: this.#sections, bootstrap: this.#bootstrap,
      clusters,
      listeners: this.#listeners.all(),
      routeConfigs: this.#routes.finish(this.#listeners.chains, knowsListeners),
      secrets: this.#secrets,
      rejections: this.#listeners.rejections(),
      endpoints: hasEndpoints ? this.#endpoints : undefined,
      newestUpdate: this.#newestUpdate,
      versionInfo: this.#versionInfo,
    }
  }

  #noteType(type: string): void {
    if (isSection(type)) this.#sections.add(type)
    else if (elementAlone(type, {}) === undefined && wrapResource(type, {}) === undefined) this.#problems.note(`a section of the unknown type ${type} is passed over`)
  }

  #readPiece(element: Element, value: Fields, lost: Absent | undefined): void {
    this.#pieces.add(element.section)
    this.#read(element, value, lost)
  }

  #read(element: Element, value: Fields, incomplete: Absent | undefined): void {
    this.#noteUpdate(value.last_updated)
    if (nameOf(value) === undefined && value.error_state === undefined) this.#problems.note(`an element of ${element.section} without a name is passed over`)
    switch (element.section) {
      case 'ClustersConfigDump': return this.#clusters.add(fields(value.cluster), element.origin, incomplete)
      case 'ListenersConfigDump':
        if (element.origin === 'dynamic' && !hasListenerState(value)) this.#problems.note(`listener ${text(value.name) ?? ''} is named without any state, so nothing of it is known`)
        return this.#noteUpdate(this.#listeners.add(value, element.origin, incomplete))
      case 'RoutesConfigDump': if (incomplete === undefined) this.#routes.add(fields(value.route_config)); return
      case 'ScopedRoutesConfigDump': return this.#routes.addScopes(value)
      case 'SecretsConfigDump': this.#secrets.push(readSecret(value, element.origin, this.#tls)); return
      case 'EndpointsConfigDump': if (incomplete === undefined) this.#endpoints.add(fields(value.endpoint_config))
    }
  }

  #noteUpdate(value: unknown): void {
    // Most resources came with the same update.
    if (value === undefined || value === this.#lastNoted) return
    this.#lastNoted = value
    const at = typeof value === 'number' ? value : milliseconds(value)
    if (at !== undefined && (this.#newestUpdate === undefined || at > this.#newestUpdate)) this.#newestUpdate = at
  }
}

/** Name of an element, whatever it holds. */
function nameOf(element: Fields): string | undefined {
  const { name, cluster, listener, route_config: routes, endpoint_config: endpoints } = element
  return text(name) ?? text(fields(cluster ?? listener ?? routes).name) ?? text(fields(endpoints).cluster_name)
}
