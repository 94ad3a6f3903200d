import { ingressListener } from '../../app-mesh/names.ts'
import { upTo13, useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments accepts another name than the certificate of checkout carries (TLS 1.3)',
  configure: mesh => useTls(mesh, { mutual: { accepts: ['basket.shop.local'] }, clientParameters: upTo13 }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/client-san-rejected', proxy: 'payments', subject: ingressListener },
    never: ['*'],
  },
} satisfies Scenario
