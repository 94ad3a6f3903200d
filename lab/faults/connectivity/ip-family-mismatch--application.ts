import { applicationCluster, passThroughClusters } from '../../app-mesh/clusters.ts'
import { ingressCluster, port } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments reaches its application by IPv6, and the application listens on IPv4 alone',
  configure: ({ resources }) => {
    resources.payments.clusters = [applicationCluster('payments', { address: '::1', port }), ...passThroughClusters()]
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'connectivity/ip-family-mismatch', proxy: 'payments', subject: ingressCluster('payments') }, never: ['*'] },
} satisfies Scenario
