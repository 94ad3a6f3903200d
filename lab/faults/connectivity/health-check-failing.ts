import { edsCluster, healthCheck, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'every endpoint of payments fails its active health check',
  configure: ({ resources }) => {
    resources.checkout.clusters = [
      edsCluster('payments', {
        health_checks: [healthCheck('/status/500')],
        // At the default threshold Envoy would panic and send requests to failed hosts.
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
      }),
      ...passThroughClusters(),
    ]
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/health-check-failing', proxy: 'checkout', subject: egressCluster('payments') },
    findings: [{ rule: 'connectivity/no-healthy-upstream', proxy: 'checkout', subject: egressCluster('payments') }],
    never: ['*', 'connectivity/upstream-connect-failure'],
  },
} satisfies Scenario
