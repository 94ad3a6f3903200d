import { edsCluster, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'a connection pool of one connection and one waiting request meets a slow server',
  configure: ({ resources }) => {
    resources.checkout.clusters = [
      edsCluster('payments', { circuit_breakers: { thresholds: [{ max_connections: 1, max_pending_requests: 1, max_requests: 1024, max_retries: 1024 }] } }),
      ...passThroughClusters(),
    ]
  },
  traffic: [{ path: '/slow/1500', answers: 503 }],
  expect: { cause: { rule: 'connectivity/upstream-overflow', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
