import type { Scenario } from '../../scenario.ts'

export default {
  title: 'some callers use a host name that no virtual host of checkout has',
  traffic: [{ answers: 200 }, { host: 'payments', rate: 5, answers: 404 }],
  expect: {
    cause: { rule: 'connectivity/no-route', proxy: 'checkout' },
    never: ['*'],
  },
} satisfies Scenario
