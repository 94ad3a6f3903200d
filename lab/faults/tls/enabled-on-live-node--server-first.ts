import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments already demands TLS, and checkout speaks plaintext',
  configure: async mesh => {
    const { clusters } = mesh.resources.checkout
    await useTls(mesh)
    mesh.resources.checkout.clusters = clusters
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/enabled-on-live-node', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*'],
  },
} satisfies Scenario
