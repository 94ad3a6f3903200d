import { hosts } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the endpoint of payments refuses connections',
  configure: ({ resources, addresses }) => {
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: addresses.spare(10) }])]
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/upstream-connect-failure', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*', 'connectivity/no-healthy-upstream'],
  },
} satisfies Scenario
