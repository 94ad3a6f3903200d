import { post } from '../../envoys/admin.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'somebody called /drain_listeners at payments, which goes on saying LIVE',
  before: async ({ proxies, wait }) => {
    await post(`${proxies.payments.admin}/drain_listeners`)
    await wait(6)
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'proxy/listeners-drained', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
