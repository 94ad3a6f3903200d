import { egress } from '../../app-mesh/listeners.ts'
import { egressListener } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'
import { startApplication } from '../../servers/application.ts'

const outside = 9090

export default {
  title: 'the application of checkout calls a server that the mesh does not know, and DROP_ALL closes the connection',
  configure: ({ addresses, resources }) => {
    resources.checkout.listeners = [egress({ address: addresses.checkout, backends: true, intercepted: true, closed: true })]
  },
  servers: async ({ addresses }, onEnd) => {
    const server = await startApplication(addresses.spare(20), outside)
    onEnd(() => server.stop())
  },
  traffic: [
    { meant: ({ payments }) => ({ address: payments, port: 8080 }), answers: 200 },
    { rate: 3, meant: addresses => ({ address: addresses.spare(20), port: outside }), answers: 0 },
  ],
  expect: { cause: { rule: 'connectivity/external-blocked', proxy: 'checkout', subject: egressListener }, findings: [{ rule: 'connectivity/no-filter-chain' }], never: ['*'] },
} satisfies Scenario
