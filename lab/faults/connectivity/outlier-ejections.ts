import { edsCluster, hosts, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster, port } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'
import { startApplication } from '../../servers/application.ts'

export default {
  title: 'one of two endpoints answers 500 to everything and is ejected',
  configure: ({ addresses, resources }) => {
    resources.checkout.clusters = [
      edsCluster('payments', { outlier_detection: { consecutive_5xx: 3, interval: '1s', base_ejection_time: '30s', max_ejection_percent: 50 } }),
      ...passThroughClusters(),
    ]
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: addresses.payments }, { address: addresses.spare(21) }])]
  },
  servers: async ({ addresses }, onEnd) => {
    const broken = await startApplication(addresses.spare(21), port, '/status/500')
    onEnd(() => broken.stop())
  },
  traffic: [{ answers: 200 }],
  warmUp: 4,
  expect: { cause: { rule: 'connectivity/outlier-ejections', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
