import { ingressListener } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the client certificate of checkout comes from a CA that payments does not trust (TLS 1.2)',
  configure: mesh => useTls(mesh, { mutual: { certificate: 'other-ca', accepts: ['checkout.shop.local'] } }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/client-cert-untrusted', proxy: 'payments', subject: ingressListener },
    never: ['*'],
  },
} satisfies Scenario
