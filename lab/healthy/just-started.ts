import { nodeId } from '../app-mesh/names.ts'
import { resourceKinds } from '../management-server/resources.ts'
import type { Scenario } from '../scenario.ts'

export default {
  title: 'checkout has just started: its configuration came two seconds late, and its first requests are on their way',
  beforeStart: (proxy, managementServer) => {
    if (proxy !== 'checkout') return
    managementServer.hold(nodeId('checkout'), ...resourceKinds)
    setTimeout(() => managementServer.release(nodeId('checkout')), 2000).unref()
  },
  traffic: [{ answers: 200 }],
  warmUp: 0,
  seconds: 5,
  expect: { never: ['*'] },
} satisfies Scenario
