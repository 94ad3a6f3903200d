import { ingress } from '../../app-mesh/listeners.ts'
import { ingressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'two faults that have nothing to do with each other: checkout refuses a listener, and the application behind payments is gone',
  before: async ({ mesh, application, serve, wait }) => {
    mesh.resources.checkout.listeners.push(ingress({ address: mesh.addresses.application }))
    serve('checkout')
    await wait(2)
    await application.stop()
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/upstream-connect-failure', proxy: 'payments', subject: ingressCluster('payments') },
    causes: [{ rule: 'control-plane/update-rejected', proxy: 'checkout' }],
    never: ['*'],
  },
} satisfies Scenario
