import { edsCluster, healthCheck, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'every endpoint of payments fails a health check that asks for the wrong path; requests go there all the same',
  configure: ({ resources }) => {
    resources.checkout.clusters = [edsCluster('payments', { health_checks: [healthCheck('/status/404')] }), ...passThroughClusters()]
  },
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'connectivity/health-check-failing', proxy: 'checkout', subject: egressCluster('payments') },
    findings: [{ rule: 'connectivity/panic-mode', proxy: 'checkout', subject: egressCluster('payments') }],
    never: ['*'],
  },
} satisfies Scenario
