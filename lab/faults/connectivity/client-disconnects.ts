import type { Scenario } from '../../scenario.ts'

export default {
  title: 'callers hang up after half a second, and the application needs two',
  traffic: [{ answers: 200 }, { path: '/slow/2000', rate: 5, hangUpAfter: 500, answers: 0 }],
  expect: { findings: [{ rule: 'connectivity/client-disconnects', proxy: 'checkout', subject: 'egress' }], never: ['*'] },
} satisfies Scenario
