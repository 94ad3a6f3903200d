import { nodeId } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

const message = 'Unauthorized to perform appmesh:StreamAggregatedResources for '
  + 'arn:aws:appmesh:us-east-1:123456789012:mesh/shop/virtualNode/checkout.'

export default {
  title: 'the role of checkout may not stream its configuration',
  ads: ['google_grpc', 'envoy_grpc'],
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.refuse(nodeId('checkout'), { code: 7, message })
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 8,
  expect: {
    cause: { rule: 'control-plane/grpc-permission-denied', proxy: 'checkout' },
    findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
    never: ['*'],
  },
  // Through envoy_grpc no stat carries the status: without the log the state is all there is.
  expectLive: transport => transport === 'google_grpc'
    ? {
        cause: { rule: 'control-plane/grpc-permission-denied', proxy: 'checkout' },
        findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
        never: ['*'],
      }
    : {
        cause: { rule: 'control-plane/never-connected', proxy: 'checkout' },
        findings: [{ rule: 'proxy/initializing', proxy: 'checkout' }],
        never: ['*'],
      },
} satisfies Scenario
