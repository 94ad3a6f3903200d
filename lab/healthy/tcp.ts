import { applicationCluster, edsCluster, hosts, passThroughClusters } from '../app-mesh/clusters.ts'
import { egress, ingress, tcpProxy } from '../app-mesh/listeners.ts'
import { egressCluster, ingressCluster, port } from '../app-mesh/names.ts'
import type { JsonObject } from '../management-server/encode.ts'
import type { Scenario } from '../scenario.ts'

const client = egressCluster('payments', 'tcp')
const server = ingressCluster('payments', 'tcp')
/** The listener's first chain, with a TCP proxy in place of what it has. */
const withTcp = (listener: JsonObject, cluster: string): JsonObject => {
  const [first, ...others] = listener.filter_chains as JsonObject[]
  return { ...listener, filter_chains: [{ ...first, filters: [tcpProxy(cluster)] }, ...others] }
}

export default {
  title: 'a virtual node of protocol tcp: a connection a request, and the proxies know no requests',
  configure: ({ addresses, resources: { checkout, payments } }) => {
    checkout.clusters = [edsCluster('payments', { name: client }), ...passThroughClusters()]
    checkout.endpoints = [hosts(client, [{ address: addresses.payments }])]
    checkout.listeners = [withTcp(egress({ address: addresses.checkout, backends: true }), client)]
    checkout.routes = []
    const application = { address: addresses.application, port }
    payments.clusters = [applicationCluster('payments', application, { name: server, load_assignment: hosts(server, [application]) }), ...passThroughClusters()]
    payments.listeners = [
      withTcp(ingress({ address: addresses.payments }), server),
      egress({ address: addresses.payments, boundPort: 15001, backends: false }),
    ]
    payments.routes = []
  },
  traffic: [{ raw: 'GET / HTTP/1.1\r\nhost: payments\r\nconnection: close\r\n\r\n', rate: 5, answers: 200 }],
  expect: { never: ['*'] },
} satisfies Scenario
