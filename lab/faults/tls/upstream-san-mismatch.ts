import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments presents a certificate for another name than checkout trusts',
  configure: mesh => useTls(mesh, { presents: ['other.apps.local'] }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/upstream-san-mismatch', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*'],
  },
} satisfies Scenario
