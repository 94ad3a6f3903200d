import { nodeId } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout shows no valid credentials, and the text of the close is nobody knows what',
  ads: ['google_grpc', 'envoy_grpc'],
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.refuse(nodeId('checkout'), { code: 16, message: 'x7 ~ qq-18, 4' })
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 8,
  expect: {
    cause: { rule: 'control-plane/grpc-unauthenticated', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  },
  // Through envoy_grpc no stat carries the status: without the log the state is all there is.
  expectLive: transport => ({
    cause: { rule: transport === 'google_grpc' ? 'control-plane/grpc-unauthenticated' : 'control-plane/never-connected', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  }),
} satisfies Scenario
