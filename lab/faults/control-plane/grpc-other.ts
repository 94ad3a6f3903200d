import { nodeId } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'a server answers that does not know the service',
  ads: ['google_grpc', 'envoy_grpc'],
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.refuse(nodeId('checkout'), { code: 12, message: 'unknown service' })
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 8,
  expect: {
    cause: { rule: 'control-plane/grpc-other', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  },
  // Through envoy_grpc no stat carries the status: without the log the state is all there is.
  expectLive: transport => ({
    cause: { rule: transport === 'google_grpc' ? 'control-plane/grpc-other' : 'control-plane/never-connected', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  }),
} satisfies Scenario
