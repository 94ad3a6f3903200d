import type { MeshSizes } from '../generate-mesh.ts'
import { describe, type Made } from './describe.ts'

const http = { port: 8080, protocol: 'http' }
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at)
const nodeName = (at: number): string => `node-${at}`
const serviceName = (at: number): string => `service-${at}.shop.local`
const tls = { enforce: true, ports: [8443], validation: { trust: { file: { certificateChain: '/keys/ca.pem' } } } }

/** A healthy mesh: every reference resolves, every route has its own match, weights add up to 100. */
export function makeMesh(sizes: MeshSizes): Made[] {
  return [
    describe('mesh', 'shop', { egressFilter: { type: 'DROP_ALL' } }),
    ...numbers(sizes.nodes).map(at => describe('virtualNode', nodeName(at), specOfNode(at, sizes))),
    ...numbers(sizes.routers).map(at => describe('virtualRouter', `router-${at}`, { listeners: [{ portMapping: http }] })),
    ...numbers(sizes.routers).map(at => describe('virtualService', serviceName(at), { provider: { virtualRouter: { virtualRouterName: `router-${at}` } } })),
    ...numbers(sizes.routers).flatMap(router => numbers(sizes.routesPerRouter).map(at =>
      describe('route', `route-${at}`, specOfRoute(router, at, sizes), 'virtualRouter', `router-${router}`))),
    ...numbers(sizes.gateways).map(at => describe('virtualGateway', `gateway-${at}`, { listeners: [{ portMapping: { port: 8088, protocol: 'http' } }] })),
    ...numbers(sizes.gateways).flatMap(gateway => numbers(sizes.routesPerGateway).map(at => describe('gatewayRoute', `path-${at}`, {
      httpRoute: { match: { prefix: `/${at}/` }, action: { target: { virtualService: { virtualServiceName: serviceName(at) } } } },
    }, 'virtualGateway', `gateway-${gateway}`))),
  ]
}

function specOfNode(at: number, { backendsPerNode, routers }: MeshSizes): object {
  return {
    backends: numbers(backendsPerNode).map(i => ({ virtualService: { virtualServiceName: serviceName((at + 1 + i) % routers), ...i % 10 === 0 ? { clientPolicy: { tls } } : {} } })),
    listeners: [{
      portMapping: http, connectionPool: { http: { maxConnections: 1000, maxPendingRequests: 1000 } },
      healthCheck: { healthyThreshold: 2, unhealthyThreshold: 3, intervalMillis: 5000, timeoutMillis: 2000, path: '/ping', port: 8080, protocol: 'http' },
      timeout: { http: { idle: { unit: 's', value: 60 }, perRequest: { unit: 's', value: 15 } } },
    }],
    logging: { accessLog: { file: { path: '/dev/stdout' } } },
    serviceDiscovery: { dns: { hostname: `${nodeName(at)}.shop.local` } },
  }
}

function specOfRoute(router: number, at: number, { nodes, targetsPerRoute }: MeshSizes): object {
  return { priority: at, httpRoute: {
    match: { prefix: `/path-${at}/`, method: 'GET', headers: [{ name: 'x-canary', match: { exact: `canary-${at}` } }] },
    action: { weightedTargets: numbers(targetsPerRoute).map(i => ({ virtualNode: nodeName((router + at + i) % nodes), weight: Math.floor(100 / targetsPerRoute), port: http.port })) },
    retryPolicy: { maxRetries: 2, perRetryTimeout: { unit: 's', value: 2 }, httpRetryEvents: ['server-error', 'gateway-error'], tcpRetryEvents: ['connection-error'] },
    timeout: { perRequest: { unit: 's', value: 10 } },
  } }
}
