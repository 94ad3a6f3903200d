/** Scenarios of one fault: the management server ends every configuration stream of checkout with a status. */
import { nodeId } from './app-mesh/names.ts'
import type { StreamStatus } from './management-server/server.ts'
import type { Scenario } from './scenario.ts'

/** Rules match the status; its message is the server's own affair. `seconds` of closes before the first sample: Envoy logs some codes late. */
export const refuseStreams = (rule: string, status: StreamStatus, seconds = 8): Scenario => ({
  title: `every stream of checkout ends with ${status.code} and ${status.message === '' ? 'no text' : 'a text that nobody knows'}`,
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.refuse(nodeId('checkout'), status)
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: seconds,
  expect: { cause: { rule, proxy: 'checkout' }, findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }], never: ['*'] },
})
