import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments permits plaintext beside TLS, and checkout uses it',
  configure: async mesh => {
    const { clusters } = mesh.resources.checkout
    await useTls(mesh, { permissive: true })
    mesh.resources.checkout.clusters = clusters
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'tls/not-encrypted', proxy: 'payments', subject: 'ingress' }, never: ['*'] },
} satisfies Scenario
