import { backendOf, describeNode, describeService, fileTls, listenerOf, trustFile } from '../../app-mesh/described.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the policy of checkout is for port 443, and payments listens on 8080',
  configure: mesh => useTls(mesh, { trustsAll: true }),
  describes: [
    ...describeService('payments'),
    describeNode('payments', { listeners: [listenerOf(fileTls)] }),
    describeNode('checkout', { backends: [backendOf('payments', { enforce: true, ports: [443], validation: { trust: trustFile } })] }),
  ],
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'tls/client-policy-port-unmatched' }, findings: [{ rule: 'tls/unvalidated-file-certificate', proxy: 'checkout' }], never: ['*'] },
} satisfies Scenario
