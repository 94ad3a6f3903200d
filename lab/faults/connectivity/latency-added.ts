import type { Scenario } from '../../scenario.ts'

export default {
  title: 'callers take 400 ms to send their request; the application answers at once',
  traffic: [{ slowBody: 400, answers: 200 }],
  expect: {
    cause: { rule: 'connectivity/latency-added' },
    findings: [{ rule: 'connectivity/latency-added', proxy: 'checkout' }, { rule: 'connectivity/latency-added', proxy: 'payments' }],
    never: ['*'],
  },
  // Only the access log knows how long a request took.
  expectLive: () => ({ never: ['*'] }),
} satisfies Scenario
