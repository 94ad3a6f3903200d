import { post } from '../../envoys/admin.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'somebody called /healthcheck/fail at payments',
  before: async ({ proxies }) => post(`${proxies.payments.admin}/healthcheck/fail`),
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'proxy/draining', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
