import { egressCluster } from '../../app-mesh/names.ts'
import { upTo13, useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the client certificate of checkout expired yesterday (TLS 1.3)',
  configure: mesh => useTls(mesh, { mutual: { certificate: 'expired', accepts: ['checkout.shop.local'] }, clientParameters: upTo13 }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/client-cert-expired', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*'],
  },
} satisfies Scenario
