import { egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the application answers 503 to everything, and each request is sent three times',
  traffic: [{ path: '/status/503', answers: 503 }],
  expect: { cause: { rule: 'connectivity/retry-storm', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
