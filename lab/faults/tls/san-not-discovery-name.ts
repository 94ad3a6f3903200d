import { backendOf, describeNode, describeService, fileTls, listenerOf, trustFile } from '../../app-mesh/described.ts'
import { ingressListener } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the certificate of payments lacks its discovery name, and checkout lists no names of its own',
  configure: mesh => useTls(mesh, { presents: ['pay.shop.local'] }),
  describes: [
    ...describeService('payments'),
    describeNode('payments', { listeners: [listenerOf(fileTls)] }),
    describeNode('checkout', { backends: [backendOf('payments', { enforce: true, validation: { trust: trustFile } })] }),
  ],
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/san-not-discovery-name', proxy: 'payments', subject: ingressListener },
    findings: [{ rule: 'tls/upstream-san-mismatch', proxy: 'checkout' }],
    never: ['*'],
  },
} satisfies Scenario
