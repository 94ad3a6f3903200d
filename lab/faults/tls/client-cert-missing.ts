import { ingressListener } from '../../app-mesh/names.ts'
import { upTo13, useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments demands a client certificate, and checkout shows none (TLS 1.3)',
  configure: mesh => useTls(mesh, { mutual: { certificate: 'none', accepts: ['checkout.shop.local'] }, clientParameters: upTo13 }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/client-cert-missing', proxy: 'payments', subject: ingressListener },
    never: ['*'],
  },
} satisfies Scenario
