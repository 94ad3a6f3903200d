import { egress } from '../../app-mesh/listeners.ts'
import { allowAllCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'
import { startApplication } from '../../servers/application.ts'

const outside = 9090

export default {
  title: 'the application of checkout calls a server that the mesh does not know, and ALLOW_ALL lets it',
  configure: ({ addresses, resources }) => {
    resources.checkout.listeners = [egress({ address: addresses.checkout, backends: true, intercepted: true })]
  },
  servers: async ({ addresses }, onEnd) => {
    const server = await startApplication(addresses.spare(20), outside)
    onEnd(() => server.stop())
  },
  traffic: [
    { meant: ({ payments }) => ({ address: payments, port: 8080 }), answers: 200 },
    // A connection each, as a script makes them.
    { raw: 'GET / HTTP/1.1\r\nhost: ledger\r\nconnection: close\r\n\r\n', rate: 3, meant: addresses => ({ address: addresses.spare(20), port: outside }), answers: 200 },
  ],
  expect: { findings: [{ rule: 'connectivity/unmodelled-egress', proxy: 'checkout', subject: allowAllCluster }], never: ['*'] },
} satisfies Scenario
