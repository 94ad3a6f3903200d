import { egressCluster, ingressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the application closes connections instead of answering some requests',
  traffic: [{ answers: 200 }, { path: '/reset', rate: 5, answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/upstream-reset', proxy: 'payments', subject: ingressCluster('payments') },
    // Its own proxy answers 503, so the caller sees an answer and tries again.
    allowed: [{ rule: 'connectivity/retry-storm', proxy: 'checkout', subject: egressCluster('payments') }],
    never: ['*'],
  },
} satisfies Scenario
