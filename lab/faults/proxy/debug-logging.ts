import { post } from '../../envoys/admin.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments was set to debug logging',
  before: async ({ proxies, wait }) => {
    await post(`${proxies.payments.admin}/logging?level=debug`)
    await wait(2)
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'proxy/debug-logging', proxy: 'payments' }, never: ['*'] },
  // Its level stands in its log alone.
  expectLive: () => ({ never: ['*'] }),
} satisfies Scenario
