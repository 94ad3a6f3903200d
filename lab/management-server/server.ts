/**
 * A small xDS management server over real gRPC: gives each node its resources, holds some back, refuses or closes streams with
 * any status, goes away and comes back. Node's HTTP/2 server never complains about keepalive pings; grpc-go's would close the
 * stream of App Mesh's agent (every 10 s) and look like flapping.
 */
import { Server, ServerCredentials, type KeyCertPair } from '@grpc/grpc-js'
import { findType } from './descriptors.ts'
import { type EncodedKind, type NodeResources, type ResourceKind, encodeKind, resourceKinds } from './resources.ts'
import { type AdsCall, AdsStream, type DiscoveryRequest, type DiscoveryResponse } from './stream.ts'

export interface StreamStatus {
  /** gRPC status code, 0 to 16. */
  code: number
  message: string
}

export interface Rejection { node: string, kind: ResourceKind, message: string }

/** By what the proxies of a node in one availability zone are known here. */
export const siblingId = (node: string, zone: string): string => `${node}@${zone}`

interface Node {
  resources: NodeResources
  encoded: Map<ResourceKind, EncodedKind>
  held: Set<ResourceKind>
  streams: Set<AdsStream>
  refusal: StreamStatus | undefined
}

export interface ManagementServerOptions {
  /** `address:port` to listen on. */
  at: string
  /** Serves TLS with this certificate; plain HTTP/2 without. */
  certificate?: KeyCertPair
}

export class ManagementServer {
  /** Every update that a proxy refused, oldest first. */
  readonly rejections: Rejection[] = []
  readonly #options: ManagementServerOptions
  readonly #nodes = new Map<string, Node>()
  #server: Server | undefined
  #version = 0

  constructor(options: ManagementServerOptions) {
    this.#options = options
  }

  /** Starts listening; also again after stop(), on the same address with the resources it had. */
  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 16 << 20 })
    server.addService(adsService(), { StreamAggregatedResources: (call: AdsCall) => this.#open(call) })
    const { at, certificate } = this.#options
    const credentials = certificate === undefined ? ServerCredentials.createInsecure() : ServerCredentials.createSsl(null, [certificate])
    await new Promise<void>((resolve, reject) =>
      server.bindAsync(at, credentials, error => error === null ? resolve() : reject(error)))
    this.#server = server
  }

  /** Breaks every stream and frees the port: the server is gone. */
  stop(): void {
    this.#server?.forceShutdown()
    this.#server = undefined
    for (const node of this.#nodes.values()) node.streams.clear()
  }

  /** Gives a node these resources (all kinds, replacing what it had) and sends what changed. Throws naming the first mistake. */
  serve(node: string, resources: NodeResources): void {
    const known = this.#node(node)
    for (const kind of resourceKinds) {
      const unchanged = known.encoded.has(kind) && JSON.stringify(known.resources[kind]) === JSON.stringify(resources[kind])
      if (!unchanged) known.encoded.set(kind, encodeKind(kind, resources[kind], String(++this.#version)))
    }
    known.resources = structuredClone(resources)
    this.#push(known)
  }

  /** Stays silent about these kinds until release(). */
  hold(node: string, ...kinds: readonly ResourceKind[]): void {
    for (const kind of kinds) this.#node(node).held.add(kind)
  }

  release(node: string): void {
    const known = this.#node(node)
    known.held.clear()
    this.#push(known)
  }

  /** Ends the node's streams with this status. A new stream is served again, unless refuse() was called too. */
  close(node: string, status: StreamStatus): void {
    for (const stream of this.#node(node).streams) stream.close(status.code, status.message)
  }

  /** Ends every stream of the node at its first request, from now on; undefined serves again. Open streams stay. */
  refuse(node: string, status: StreamStatus | undefined): void {
    this.#node(node).refusal = status
  }

  /** Proxies of one node are told apart by their zone, where something was given for it. */
  #idOf({ node }: DiscoveryRequest): string {
    const id = node?.id ?? ''
    const zone = siblingId(id, node?.locality?.zone ?? '')
    return this.#nodes.has(zone) ? zone : id
  }

  #node(id: string): Node {
    let node = this.#nodes.get(id)
    if (node === undefined) {
      const none: NodeResources = { clusters: [], endpoints: [], listeners: [], routes: [], secrets: [] }
      node = { resources: none, encoded: new Map(), held: new Set(), streams: new Set(), refusal: undefined }
      this.#nodes.set(id, node)
    }
    return node
  }

  #push(node: Node): void {
    for (const stream of node.streams) for (const kind of resourceKinds) stream.send(kind)
  }

  #open(call: AdsCall): void {
    let node: Node | undefined
    let stream: AdsStream | undefined
    const forget = (): void => {
      if (stream !== undefined) node?.streams.delete(stream)
    }
    call.on('data', (request: DiscoveryRequest) => {
      if (stream === undefined) {
        const id = this.#idOf(request)
        const found = this.#node(id)
        const { refusal } = found
        stream = new AdsStream(call, {
          kind: kind => found.held.has(kind) ? undefined : found.encoded.get(kind),
          reject: (kind, message) => {
            this.rejections.push({ node: id, kind, message })
          },
        })
        if (refusal !== undefined) return stream.close(refusal.code, refusal.message)
        node = found
        node.streams.add(stream)
      }
      stream.answer(request)
    })
    call.on('end', () => {
      forget()
      call.end()
    })
    call.on('close', forget)
    call.on('cancelled', forget)
    call.on('error', forget)
  }
}

function adsService() {
  const request = findType('envoy.service.discovery.v3.DiscoveryRequest')
  const response = findType('envoy.service.discovery.v3.DiscoveryResponse')
  return {
    StreamAggregatedResources: {
      path: '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources',
      requestStream: true,
      responseStream: true,
      requestSerialize: (value: DiscoveryRequest) => Buffer.from(request.encode(value).finish()),
      requestDeserialize: (bytes: Buffer) => request.decode(bytes) as unknown as DiscoveryRequest,
      responseSerialize: (value: DiscoveryResponse) => Buffer.from(response.encode(value).finish()),
      responseDeserialize: (bytes: Buffer) => response.decode(bytes) as unknown as DiscoveryResponse,
    },
  }
}
