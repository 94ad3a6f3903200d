/** What `aws appmesh describe-*` answers of the standard pair's resources, for scenarios that give them beside the proxies. */
import type { JsonObject } from '../management-server/encode.ts'
import { mesh, port, virtualService } from './names.ts'

const account = '111122223333'
const metadata = (path: string): JsonObject =>
  ({ arn: `arn:aws:appmesh:us-east-1:${account}:mesh/${mesh}/${path}`, meshOwner: account, resourceOwner: account, version: 1 })

/** A virtual node, discovered by DNS under its service's name. */
export const describeNode = (node: string, spec: JsonObject): JsonObject => ({
  virtualNode: {
    meshName: mesh, virtualNodeName: node, metadata: metadata(`virtualNode/${node}`), status: { status: 'ACTIVE' },
    spec: { serviceDiscovery: { dns: { hostname: virtualService(node) } }, logging: { accessLog: { file: { path: '/dev/stdout' } } }, ...spec },
  },
})

/** The virtual service of a node, its router, and the one route, with retries as they are recommended. */
export const describeService = (node: string): JsonObject[] => [
  {
    virtualService: {
      meshName: mesh, virtualServiceName: virtualService(node), metadata: metadata(`virtualService/${virtualService(node)}`), status: { status: 'ACTIVE' },
      spec: { provider: { virtualRouter: { virtualRouterName: node } } },
    },
  },
  {
    virtualRouter: {
      meshName: mesh, virtualRouterName: node, metadata: metadata(`virtualRouter/${node}`), status: { status: 'ACTIVE' }, spec: { listeners: [listenerOf()] },
    },
  },
  {
    route: {
      meshName: mesh, virtualRouterName: node, routeName: 'all', metadata: metadata(`virtualRouter/${node}/route/all`), status: { status: 'ACTIVE' },
      spec: {
        httpRoute: {
          match: { prefix: '/' },
          action: { weightedTargets: [{ virtualNode: node, weight: 100 }] },
          retryPolicy: { maxRetries: 2, perRetryTimeout: { unit: 's', value: 2 }, httpRetryEvents: ['stream-error', 'gateway-error'], tcpRetryEvents: ['connection-error'] },
        },
      },
    },
  },
]

export const fileTls: JsonObject = {
  mode: 'STRICT',
  certificate: { file: { certificateChain: 'certs/payments_cert_chain.pem', privateKey: 'certs/payments_key.pem' } },
}
export const trustFile: JsonObject = { file: { certificateChain: 'certs/shop-ca.pem' } }

export const listenerOf = (tls?: JsonObject): JsonObject => ({ portMapping: { port, protocol: 'http' }, ...(tls === undefined ? {} : { tls }) })

export const backendOf = (node: string, tls: JsonObject): JsonObject =>
  ({ virtualService: { virtualServiceName: virtualService(node), clientPolicy: { tls } } })
