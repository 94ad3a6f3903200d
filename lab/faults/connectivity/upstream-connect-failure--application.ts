import { ingressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the application beside payments is down: its own proxy cannot connect',
  before: async ({ application, wait }) => {
    await application.stop()
    await wait(2)
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'connectivity/upstream-connect-failure', proxy: 'payments', subject: ingressCluster('payments') },
    never: ['*', 'connectivity/no-healthy-upstream'],
  },
} satisfies Scenario
