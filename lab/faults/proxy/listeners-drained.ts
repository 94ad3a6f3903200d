import { edsCluster, oneRequestAConnection, passThroughClusters } from '../../app-mesh/clusters.ts'
import { post } from '../../envoys/admin.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'somebody called /drain_listeners at payments, which goes on saying LIVE',
  // Connections that exist are served on, and Envoy 1.36 does not ask callers to leave them.
  configure: ({ resources }) => {
    resources.checkout.clusters = [edsCluster('payments', oneRequestAConnection), ...passThroughClusters()]
  },
  before: async ({ proxies, wait }) => {
    await post(`${proxies.payments.admin}/drain_listeners`)
    await wait(6)
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'proxy/listeners-drained', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
