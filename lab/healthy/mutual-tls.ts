import { egressCluster, ingressListener } from '../app-mesh/names.ts'
import { upTo13, useTls } from '../app-mesh/pair-tls.ts'
import type { Scenario } from '../scenario.ts'

export default {
  title: 'mutual TLS with resumed sessions: each request has a connection of its own',
  configure: mesh => useTls(mesh, { mutual: { accepts: ['checkout.shop.local'] }, clientParameters: upTo13, connectionPerRequest: true }),
  traffic: [{ answers: 200 }],
  expect: {
    findings: [
      { rule: 'tls/verified', proxy: 'checkout', subject: egressCluster('payments') },
      { rule: 'tls/mutual-verified', proxy: 'payments', subject: ingressListener },
    ],
    never: ['*'],
  },
} satisfies Scenario
