import { edsCluster } from '../../app-mesh/clusters.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'a further cluster of checkout waits for endpoints that nobody sends',
  before: async ({ mesh, serve, wait }) => {
    mesh.resources.checkout.clusters.push(edsCluster('orders'))
    serve('checkout')
    await wait(14)
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'control-plane/warming-stuck', proxy: 'checkout' }, never: ['*'] },
} satisfies Scenario
