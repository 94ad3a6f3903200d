import { nodeId } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the management server ends the stream of checkout with 0 and a text that nobody knows, once while sampling',
  during: async ({ managementServer, wait }) => {
    await wait(7)
    managementServer.close(nodeId('checkout'), { code: 0, message: 'v. 77 / done' })
  },
  expect: { findings: [{ rule: 'control-plane/grpc-ok-disconnect', proxy: 'checkout' }], never: ['*'] },
} satisfies Scenario
