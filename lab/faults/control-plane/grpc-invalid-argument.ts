import { nodeId } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the mesh endpoint of checkout does not exist',
  ads: ['google_grpc', 'envoy_grpc'],
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.refuse(nodeId('checkout'), { code: 3, message: 'No mesh resource found for mesh/shop/virtualNode/checkout' })
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 8,
  expect: {
    cause: { rule: 'control-plane/grpc-invalid-argument', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  },
  // Through envoy_grpc no stat carries the status: without the log the state is all there is.
  expectLive: transport => ({
    cause: { rule: transport === 'google_grpc' ? 'control-plane/grpc-invalid-argument' : 'control-plane/never-connected', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  }),
} satisfies Scenario
