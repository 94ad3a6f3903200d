import { edsCluster, hosts } from '../../app-mesh/clusters.ts'
import { egressCluster, virtualService } from '../../app-mesh/names.ts'
import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import type { Scenario } from '../../scenario.ts'

const payments = virtualService('payments')
const weighted = (node: string) => ({ name: egressCluster(node), weight: 50 })

export default {
  title: 'half of the requests are meant for a canary, which gets none: a runtime key overrules its weight',
  configure: ({ addresses, resources }) => {
    const { checkout } = resources
    checkout.clusters = [edsCluster('payments-canary'), ...checkout.clusters]
    checkout.endpoints = [hosts(egressCluster('payments-canary'), [{ address: addresses.payments }]), ...checkout.endpoints]
    const split = { weighted_clusters: { clusters: ['payments', 'payments-canary'].map(weighted), runtime_key_prefix: 'canary' } }
    checkout.routes = [egressRouteConfiguration([virtualHost(payments, [routeTo('payments', payments, { prefix: '/' }, split)])])]
  },
  bootstrap: standard => ({
    ...standard,
    layered_runtime: { layers: [{ name: 'overrides', static_layer: { 'canary': { [egressCluster('payments-canary')]: 0, [egressCluster('payments')]: 100 } } }] },
  }),
  traffic: [{ answers: 200 }],
  expect: { findings: [{ rule: 'routing/canary-idle', proxy: 'checkout' }], never: ['*'] },
} satisfies Scenario
