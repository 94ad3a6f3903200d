import { dnsCluster, passThroughClusters } from '../app-mesh/clusters.ts'
import { virtualService } from '../app-mesh/names.ts'
import type { Scenario } from '../scenario.ts'

export default {
  title: 'two proxies that work; checkout finds payments by DNS',
  configure: ({ addresses, names, resources }) => {
    names.set(virtualService('payments'), [addresses.payments])
    resources.checkout.clusters = [dnsCluster('payments', virtualService('payments')), ...passThroughClusters()]
    resources.checkout.endpoints = []
  },
  traffic: [{ answers: 200 }],
  expect: { never: ['*'] },
} satisfies Scenario
