import { edsCluster, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the application answers 503, and only one retry is allowed at a time',
  configure: ({ resources }) => {
    resources.checkout.clusters = [
      edsCluster('payments', { circuit_breakers: { thresholds: [{ max_connections: 1024, max_pending_requests: 1024, max_requests: 1024, max_retries: 1 }] } }),
      ...passThroughClusters(),
    ]
  },
  traffic: [{ path: '/status/503', rate: 40, answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/retry-storm', proxy: 'checkout', subject: egressCluster('payments') },
    findings: [{ rule: 'connectivity/retry-overflow', proxy: 'checkout', subject: egressCluster('payments') }],
    never: ['*'],
  },
} satisfies Scenario
