import { hosts } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'service discovery gives checkout no endpoint of payments',
  configure: ({ resources }) => {
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [])]
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/no-healthy-upstream', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*', 'connectivity/upstream-connect-failure'],
  },
} satisfies Scenario
