import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the management server goes away; both proxies go on serving with what they have',
  ads: ['envoy_grpc'],
  before: async ({ managementServer, wait }) => {
    managementServer.stop()
    await wait(12)
  },
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'control-plane/disconnected' },
    findings: [{ rule: 'control-plane/disconnected', proxy: 'checkout' }, { rule: 'control-plane/disconnected', proxy: 'payments' }],
    never: ['*'],
  },
} satisfies Scenario
