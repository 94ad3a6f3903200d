import { backendOf, describeNode, describeService, listenerOf, trustFile } from '../../app-mesh/described.ts'
import { port } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout enforces TLS towards payments, whose virtual node has none',
  configure: async mesh => {
    const { listeners } = mesh.resources.payments
    await useTls(mesh)
    mesh.resources.payments.listeners = listeners
  },
  describes: [
    ...describeService('payments'),
    describeNode('payments', { listeners: [listenerOf()] }),
    describeNode('checkout', { backends: [backendOf('payments', { enforce: true, ports: [port], validation: { trust: trustFile } })] }),
  ],
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'tls/mode-mismatch' }, never: ['*'] },
} satisfies Scenario
