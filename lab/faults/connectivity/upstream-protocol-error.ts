import { egressCluster, ingressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the application ends some bodies before their announced length',
  traffic: [{ answers: 200 }, { path: '/cut', rate: 5 }],
  expect: {
    cause: { rule: 'connectivity/upstream-protocol-error', proxy: 'payments', subject: ingressCluster('payments') },
    allowed: [
      { rule: 'connectivity/upstream-protocol-error', proxy: 'checkout', subject: egressCluster('payments') },
      { rule: 'connectivity/upstream-reset', proxy: 'checkout', subject: egressCluster('payments') },
    ],
    never: ['*'],
  },
} satisfies Scenario
