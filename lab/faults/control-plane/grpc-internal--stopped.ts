import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the management server goes away, through google_grpc, which reports every failure to connect as 13 without a text',
  before: async ({ managementServer, wait }) => {
    managementServer.stop()
    await wait(12)
  },
  // The back-off grows to 30 s.
  seconds: 32,
  expect: {
    cause: { rule: 'control-plane/grpc-internal' },
    findings: [{ rule: 'control-plane/grpc-internal', proxy: 'checkout' }, { rule: 'control-plane/grpc-internal', proxy: 'payments' }],
    never: ['*'],
  },
} satisfies Scenario
