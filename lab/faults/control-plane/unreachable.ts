import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the management server goes away, through envoy_grpc, which says why',
  ads: ['envoy_grpc'],
  before: async ({ managementServer, wait }) => {
    managementServer.stop()
    await wait(35)
  },
  expect: {
    cause: { rule: 'control-plane/unreachable' },
    findings: [{ rule: 'control-plane/unreachable', proxy: 'checkout' }, { rule: 'control-plane/unreachable', proxy: 'payments' }],
    never: ['*'],
  },
  expectLive: () => ({ cause: { rule: 'control-plane/disconnected' }, never: ['*'] }),
} satisfies Scenario
