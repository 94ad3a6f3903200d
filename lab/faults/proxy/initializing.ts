import { nodeId } from '../../app-mesh/names.ts'
import { resourceKinds } from '../../management-server/resources.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout is connected but never gets a configuration',
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.hold(nodeId('checkout'), ...resourceKinds)
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 6,
  expect: {
    cause: { rule: 'proxy/initializing', proxy: 'checkout' },
    never: ['*'],
  },
} satisfies Scenario
