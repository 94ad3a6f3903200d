import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout already speaks TLS, and payments does not yet',
  configure: async mesh => {
    const { listeners } = mesh.resources.payments
    await useTls(mesh)
    mesh.resources.payments.listeners = listeners
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/enabled-on-live-node', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*'],
  },
} satisfies Scenario
