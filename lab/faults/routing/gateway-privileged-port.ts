import { ingress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments is given a second listener at port 80, which its user may not bind',
  unprivileged: true,
  configure: ({ addresses, resources }) => {
    const door = { ...ingress({ address: addresses.payments, boundPort: 80 }), name: 'lds_ingress_0.0.0.0_port_80' }
    resources.payments.listeners = [...resources.payments.listeners, door]
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'routing/gateway-privileged-port', proxy: 'payments', subject: 'lds' }, never: ['*'] },
} satisfies Scenario
