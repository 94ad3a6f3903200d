import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Handler = (request: IncomingMessage, response: ServerResponse, nth: number) => void

/** A real HTTP server that answers like an Envoy's admin interface, or as badly as a test wants. */
export interface FakeEnvoy { url: string, requests: string[], close: () => Promise<void> }

const serverInfo = { version: 'a1b2/1.40.0/Clean/RELEASE/BoringSSL', state: 'LIVE', uptime_current_epoch: '600s', uptime_all_epochs: '600s', node: { id: 'mesh/shop/virtualNode/checkout', cluster: 'mesh/shop/virtualNode/checkout' } }

const stats = (failures: number): string => [
  'server.uptime: 600', 'server.live: 1', 'server.state: 0', 'cluster_manager.active_clusters: 1', 'control_plane.connected_state: 1',
  `cluster.orders.upstream_cx_connect_fail: ${failures}`, `cluster.orders.upstream_cx_total: ${failures + 5}`, 'cluster.orders.upstream_cx_none_healthy: 0',
  'cluster.orders.upstream_rq_total: 5', 'cluster.orders.membership_total: 1', 'cluster.orders.upstream_cx_connect_timeout: 0', '',
].join('\n')

const configDump = {
  configs: [
    { '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump', bootstrap: { node: serverInfo.node, dynamic_resources: { ads_config: { api_type: 'GRPC', grpc_services: [{ google_grpc: { target_uri: 'xds.shop.internal:18000', stat_prefix: 'ads' } }] } } }, last_updated: '2026-11-20T10:00:00.000Z' },
    { '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump', dynamic_active_clusters: [{ cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: 'orders', type: 'STATIC' } }] },
    { '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump', dynamic_listeners: [] },
    { '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump', dynamic_route_configs: [] },
  ],
}

const sendJson = (response: ServerResponse, body: unknown): void => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}

/** Answers of a proxy whose connections to `orders` fail: more in the second sample by `growth`. */
export function sickHandlers(growth = 12): Record<string, Handler> {
  return {
    '/server_info': (_request, response) => sendJson(response, serverInfo),
    '/ready': (_request, response) => response.end('LIVE\n'),
    '/stats': (_request, response, nth) => response.end(stats(nth === 0 ? 3 : 3 + growth)),
    '/config_dump': (_request, response) => sendJson(response, configDump),
    '/clusters': (_request, response) => sendJson(response, { cluster_statuses: [{ name: 'orders', host_statuses: [{ address: { socket_address: { address: '10.0.0.7', port_value: 8080 } } }] }] }),
    '/listeners': (_request, response) => sendJson(response, { listener_statuses: [] }),
    '/certs': (_request, response) => sendJson(response, { certificates: [] }),
  }
}

/** Starts a server on a free port of loopback, or on a Unix socket. Unknown paths get 404, as Envoy does. */
export async function startFakeEnvoy(handlers: Record<string, Handler>, socket?: string): Promise<FakeEnvoy> {
  const requests: string[] = []
  const counts = new Map<string, number>()
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`)
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const nth = counts.get(path) ?? 0
    counts.set(path, nth + 1)
    const handler = handlers[path] ?? handlers['*']
    if (handler !== undefined) return handler(request, response, nth)
    response.statusCode = 404
    response.end('invalid path. admin commands are:')
  })
  await new Promise<void>(resolve => socket === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(socket, resolve))
  const url = socket === undefined ? `http://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix:${socket}`
  return {
    url, requests,
    close: () => new Promise(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}
