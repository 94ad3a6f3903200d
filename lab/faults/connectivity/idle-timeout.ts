import { egress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the application thinks for five seconds, and checkout ends streams that are silent for two',
  configure: ({ addresses, resources }) => {
    resources.checkout.listeners = [egress({ address: addresses.checkout, backends: true, manager: { stream_idle_timeout: '2s' } })]
  },
  traffic: [{ path: '/slow/5000', answers: 504 }],
  warmUp: 4,
  expect: { cause: { rule: 'connectivity/idle-timeout', proxy: 'checkout', subject: 'egress' }, never: ['*'] },
} satisfies Scenario
