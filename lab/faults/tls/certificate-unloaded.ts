import { ingress } from '../../app-mesh/listeners.ts'
import { ingressListener } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import { serverTls } from '../../app-mesh/tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the secret with the certificate of payments never comes',
  configure: async mesh => {
    await useTls(mesh)
    mesh.resources.payments.listeners[0] = ingress({
      address: mesh.addresses.payments,
      transportSocket: serverTls({ certificate: { secret: 'payments-cert', from: { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '2s' } } }),
    })
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'tls/certificate-unloaded', proxy: 'payments', subject: ingressListener }, never: ['*'] },
} satisfies Scenario
