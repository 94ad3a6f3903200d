import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the certificate of payments comes from a CA that checkout does not trust',
  configure: mesh => useTls(mesh, { trustsOther: true }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/upstream-untrusted-ca', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*', 'tls/upstream-san-mismatch'],
  },
} satisfies Scenario
