import { dnsCluster, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster, virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments has an IPv6 and an IPv4 address and serves on IPv4 alone; checkout has no preference, so that IPv6 comes first',
  configure: ({ addresses, names, resources }) => {
    names.set(virtualService('payments'), ['::1', addresses.payments])
    resources.checkout.clusters = [dnsCluster('payments', virtualService('payments'), { dns_lookup_family: 'AUTO' }), ...passThroughClusters()]
    resources.checkout.endpoints = []
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'connectivity/dns-ip-preference', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
