import { detailedLog } from '../../app-mesh/detailed-log.ts'
import { egress } from '../../app-mesh/listeners.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import { hosts } from '../../app-mesh/clusters.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the only endpoint of payments refuses connections, and the access log of checkout says why',
  configure: ({ addresses, resources }) => {
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: addresses.spare(99) }])]
    resources.checkout.listeners = [egress({ address: addresses.checkout, backends: true, manager: detailedLog })]
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'connectivity/upstream-connect-failure', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
