import { passThroughClusters } from '../../app-mesh/clusters.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout has a route to payments and no cluster of that name',
  configure: ({ resources }) => {
    resources.checkout.clusters = passThroughClusters()
    resources.checkout.endpoints = []
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'connectivity/no-cluster', proxy: 'checkout', subject: 'egress' }, never: ['*'] },
} satisfies Scenario
