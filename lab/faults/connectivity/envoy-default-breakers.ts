import { edsCluster, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the cluster of payments came without circuit breakers, so those of Envoy act',
  configure: ({ resources }) => {
    const cluster = { ...edsCluster('payments') }
    delete cluster['circuit_breakers']
    resources.checkout.clusters = [cluster, ...passThroughClusters()]
  },
  expect: { cause: { rule: 'connectivity/envoy-default-breakers', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
