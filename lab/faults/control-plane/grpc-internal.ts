import { nodeId } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'every stream of checkout breaks with 13 and no text',
  ads: ['google_grpc', 'envoy_grpc'],
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.refuse(nodeId('checkout'), { code: 13, message: '' })
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 8,
  expect: {
    cause: { rule: 'control-plane/grpc-internal', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  },
  // Through envoy_grpc no stat carries the status: without the log the state is all there is.
  expectLive: transport => ({
    cause: { rule: transport === 'google_grpc' ? 'control-plane/grpc-internal' : 'control-plane/never-connected', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  }),
} satisfies Scenario
