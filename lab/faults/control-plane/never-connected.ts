import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the management server is gone before checkout starts',
  beforeStart: (proxy, managementServer) => {
    if (proxy === 'checkout') managementServer.stop()
  },
  ads: ['envoy_grpc'],
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 35,
  expect: { cause: { rule: 'control-plane/unreachable' }, findings: [{ rule: 'control-plane/never-connected', proxy: 'checkout' }],
    allowed: [{ rule: 'control-plane/disconnected', proxy: 'payments' }, { rule: 'control-plane/unreachable', proxy: 'payments' }], never: ['*'] },
  expectLive: () => ({ cause: { rule: 'control-plane/never-connected', proxy: 'checkout' }, allowed: [{ rule: 'control-plane/disconnected', proxy: 'payments' }], never: ['*'] }),
} satisfies Scenario
