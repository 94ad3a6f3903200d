import { ingress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout is given a new listener whose port is taken; its egress listener stays',
  ads: ['google_grpc', 'envoy_grpc'],
  before: async ({ mesh, serve, wait }) => {
    // The application listens there, beside no proxy of its own.
    mesh.resources.checkout.listeners.push(ingress({ address: mesh.addresses.application }))
    serve('checkout')
    await wait(2)
  },
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'control-plane/update-rejected', proxy: 'checkout' },
    never: ['*'],
  },
} satisfies Scenario
