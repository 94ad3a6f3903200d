import { hosts } from '../../app-mesh/clusters.ts'
import { egressCluster, port } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'
import { startBlackHole } from '../../servers/black-hole.ts'

export default {
  title: 'the endpoint of payments drops connections without a word',
  configure: ({ addresses, resources }) => {
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: addresses.spare(20) }])]
  },
  servers: async ({ addresses }, onEnd) => {
    const hole = await startBlackHole(addresses.spare(20), port)
    onEnd(() => hole.stop())
  },
  traffic: [{ answers: 503 }],
  warmUp: 6,
  expect: { cause: { rule: 'connectivity/upstream-connect-timeout', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
