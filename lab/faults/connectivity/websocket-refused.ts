import { ingress, egress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'clients ask payments for WebSocket, which its listener does not allow',
  configure: ({ addresses, resources }) => {
    resources.payments.listeners = [
      ingress({ address: addresses.payments, manager: { upgrade_configs: [] } }),
      egress({ address: addresses.payments, boundPort: 15001, backends: false }),
    ]
  },
  traffic: [{ answers: 200 }, { to: 'payments', upgrade: true, rate: 5, answers: 403 }],
  expect: { cause: { rule: 'connectivity/websocket-refused', proxy: 'payments', subject: 'ingress' }, never: ['*'] },
} satisfies Scenario
