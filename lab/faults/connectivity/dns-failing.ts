import { dnsCluster, passThroughClusters } from '../../app-mesh/clusters.ts'
import { egressCluster, virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the DNS name of payments does not exist',
  configure: ({ resources }) => {
    resources.checkout.clusters = [dnsCluster('payments', virtualService('payments')), ...passThroughClusters()]
    resources.checkout.endpoints = []
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/dns-failing', proxy: 'checkout', subject: egressCluster('payments') },
    findings: [{ rule: 'connectivity/no-healthy-upstream', proxy: 'checkout', subject: egressCluster('payments') }],
    never: ['*'],
  },
} satisfies Scenario
