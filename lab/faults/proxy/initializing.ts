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
  // Every proxy waits a little at its start: only longer than that is a fault.
  warmUp: 18,
  expect: {
    cause: { rule: 'proxy/initializing', proxy: 'checkout' },
    never: ['*'],
  },
} satisfies Scenario
