import { nodeId } from '../app-mesh/names.ts'
import type { Scenario } from '../scenario.ts'

export default {
  title: 'the management server ends the stream of checkout in good order, once while sampling',
  during: async ({ managementServer, wait }) => {
    await wait(7)
    managementServer.close(nodeId('checkout'), { code: 0, message: '' })
  },
  expect: {
    findings: [{ rule: 'control-plane/grpc-ok-disconnect', proxy: 'checkout' }],
    never: ['*'],
  },
} satisfies Scenario
