import { nodeId } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'something between ends the stream of checkout every three seconds',
  during: async ({ managementServer, wait }) => {
    for (let times = 0; times < 4; times++) {
      await wait(2.5)
      managementServer.close(nodeId('checkout'), { code: 14, message: 'connection reset' })
    }
  },
  expect: {
    cause: { rule: 'control-plane/flapping', proxy: 'checkout' },
    never: ['*'],
  },
} satisfies Scenario
