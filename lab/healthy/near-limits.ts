import { edsCluster, passThroughClusters } from '../app-mesh/clusters.ts'
import type { Scenario } from '../scenario.ts'

/** The application beside `checkout` keeps sixteen connections busy, each with a request: 89 % of these. */
const limit = 18

export default {
  title: 'sixteen of eighteen connections and requests are in use all the time, at both proxies: nobody is turned away',
  configure: ({ resources }) => {
    resources.checkout.clusters = [
      edsCluster('payments', { circuit_breakers: { thresholds: [{ max_connections: limit, max_pending_requests: limit, max_requests: limit, max_retries: limit }] } }),
      ...passThroughClusters(),
    ]
  },
  bootstrap: (standard, proxy) => proxy === 'checkout' ? standard : {
    ...standard,
    overload_manager: {
      resource_monitors: [{
        name: 'envoy.resource_monitors.global_downstream_max_connections',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
          max_active_downstream_connections: limit,
        },
      }],
    },
  },
  traffic: [{ path: '/slow/1000', rate: 20, answers: 200 }],
  expect: { never: ['*'] },
} satisfies Scenario
