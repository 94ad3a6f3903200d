import { applicationCluster, edsCluster, hosts, passThroughClusters } from '../app-mesh/clusters.ts'
import { egressCluster, ingressCluster, ingressRoutes, port, virtualService } from '../app-mesh/names.ts'
import { defaultRetries, egressRouteConfiguration, virtualHost } from '../app-mesh/routes.ts'
import type { JsonObject } from '../management-server/encode.ts'
import type { Scenario } from '../scenario.ts'
import { startGrpcApplication, startGrpcCalls } from '../servers/grpc.ts'

const http2: JsonObject = {
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
}
const client = egressCluster('payments', 'grpc')
const server = ingressCluster('payments', 'grpc')
const service = virtualService('payments')

export default {
  title: 'gRPC: one connection, many calls; the application says NOT_FOUND to every tenth',
  configure: ({ addresses, resources: { checkout, payments } }) => {
    checkout.clusters = [edsCluster('payments', { name: client, ...http2 }), ...passThroughClusters()]
    checkout.endpoints = [hosts(client, [{ address: addresses.payments }])]
    checkout.routes = [egressRouteConfiguration([virtualHost(service, [{
      match: { prefix: '/', grpc: {} },
      route: { weighted_clusters: { clusters: [{ name: client, weight: 100 }] }, timeout: '15s', retry_policy: defaultRetries },
    }])])]
    const application = { address: addresses.spare(30), port }
    payments.clusters = [applicationCluster('payments', application, { name: server, load_assignment: hosts(server, [application]), ...http2 }), ...passThroughClusters()]
    payments.routes = [{
      name: ingressRoutes,
      virtual_hosts: [{ name: ingressRoutes, domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: server, timeout: '15s' } }] }],
    }]
  },
  servers: async ({ addresses }, onEnd) => onEnd(await startGrpcApplication(addresses.spare(30), port)),
  traffic: [],
  before: async ({ mesh, onEnd, wait }) => {
    const calls = startGrpcCalls({ address: mesh.addresses.checkout, port }, service, '/shop.Payments/Charge')
    onEnd(calls.stop)
    await wait(2)
    const ok = calls.counts.get(0) ?? 0
    if (ok < 10) throw new Error(`only ${ok} calls were answered with OK: ${JSON.stringify([...calls.counts])}`)
  },
  expect: { never: ['*'] },
} satisfies Scenario
