import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the certificate of payments expired yesterday',
  configure: mesh => useTls(mesh, { validity: 'expired' }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/upstream-expired', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*', 'tls/upstream-untrusted-ca'],
  },
} satisfies Scenario
