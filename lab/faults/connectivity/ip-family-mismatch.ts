import { dnsCluster, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster, virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout asks for IPv6 alone, and the name of payments has an IPv4 address alone',
  configure: ({ addresses, names, resources }) => {
    names.set(virtualService('payments'), [addresses.payments])
    resources.checkout.clusters = [dnsCluster('payments', virtualService('payments'), { dns_lookup_family: 'V6_ONLY' }), ...passThroughClusters()]
    resources.checkout.endpoints = []
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/ip-family-mismatch', proxy: 'checkout', subject: egressCluster('payments') },
    findings: [{ rule: 'connectivity/no-healthy-upstream', proxy: 'checkout', subject: egressCluster('payments') }],
    never: ['*'],
  },
} satisfies Scenario
