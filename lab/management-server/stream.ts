/** One ADS stream of one proxy, state of the world: what it asked for, what it was sent, what it refused. */
import { Metadata, type ServerDuplexStream } from '@grpc/grpc-js'
import type { EncodedKind, ResourceKind } from './resources.ts'
import { resourceKinds, resourceTypes } from './resources.ts'

export interface DiscoveryRequest {
  version_info: string
  node?: { id: string, locality?: { zone: string } | null }
  resource_names: string[]
  type_url: string
  response_nonce: string
  /** The reason why the last response was refused. */
  error_detail: { code: number, message: string } | null
}

export interface DiscoveryResponse {
  version_info: string
  resources: { type_url: string, value: Uint8Array }[]
  type_url: string
  nonce: string
}

export type AdsCall = ServerDuplexStream<DiscoveryRequest, DiscoveryResponse>

/** What the stream needs to know of its node at the moment of sending. */
export interface NodeView {
  /** The kind as it stands, or undefined while it is held back. */
  kind(kind: ResourceKind): EncodedKind | undefined
  /** Called for every refused update. */
  reject(kind: ResourceKind, message: string): void
}

interface Subscription { names: readonly string[], sent?: string | undefined, nonce?: string }

export class AdsStream {
  readonly #call: AdsCall
  readonly #node: NodeView
  readonly #subscriptions = new Map<ResourceKind, Subscription>()
  #nonce = 0

  constructor(call: AdsCall, node: NodeView) {
    this.#call = call
    this.#node = node
  }

  answer(request: DiscoveryRequest): void {
    const kind = resourceKinds.find(name => resourceTypes[name] === request.type_url)
    if (kind === undefined) return
    const known = this.#subscriptions.get(kind)
    if (request.error_detail !== null) this.#node.reject(kind, request.error_detail.message)
    // An answer to an older response says nothing about the newest one.
    if (known?.nonce !== undefined && request.response_nonce !== '' && request.response_nonce !== known.nonce) return
    const names = [...request.resource_names].sort()
    const asksForMore = known === undefined || names.some(name => !known.names.includes(name))
    this.#subscriptions.set(kind, { ...known, names, ...(asksForMore ? { sent: undefined } : {}) })
    this.send(kind)
  }

  /** Sends the kind where it was asked for and has changed since. */
  send(kind: ResourceKind): void {
    const subscription = this.#subscriptions.get(kind)
    const current = this.#node.kind(kind)
    if (subscription === undefined || current === undefined || subscription.sent === current.version) return
    const isWildcard = kind === 'clusters' || kind === 'listeners'
    const wanted = isWildcard ? [...current.byName.keys()] : subscription.names.filter(name => current.byName.has(name))
    if (!isWildcard && wanted.length === 0) return
    const nonce = String(++this.#nonce)
    this.#subscriptions.set(kind, { ...subscription, sent: current.version, nonce })
    const resources = wanted.flatMap(name => current.byName.get(name) ?? [])
    this.#call.write({ version_info: current.version, resources, type_url: resourceTypes[kind], nonce })
    // A changed cluster warms again and asks again for endpoints it already has; the same holds for listeners and routes.
    const dependant = kind === 'clusters' ? 'endpoints' : kind === 'listeners' ? 'routes' : undefined
    const later = dependant && this.#subscriptions.get(dependant)
    if (later !== undefined) later.sent = undefined
  }

  close(code: number, message: string): void {
    // grpc-js would percent-encode blanks too, which no other server does and Envoy prints as they come: its own header goes last.
    const metadata = new Metadata()
    if (message !== '') metadata.set('grpc-message', message)
    this.#call.emit('error', { code, details: message, metadata })
  }
}
