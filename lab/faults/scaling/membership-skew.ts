import { hosts } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import { callerResources } from '../../pair.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'one of three proxies of checkout still knows an endpoint of payments that is gone',
  configure: ({ resources, addresses }) => {
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: addresses.payments }, { address: addresses.spare(10) }])]
  },
  siblings: { b: callerResources, c: callerResources },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'scaling/membership-skew', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
