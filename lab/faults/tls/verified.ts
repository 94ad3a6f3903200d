import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'TLS between the two proxies works: a positive statement, no fault',
  configure: mesh => useTls(mesh),
  traffic: [{ answers: 200 }],
  expect: {
    findings: [{ rule: 'tls/verified', proxy: 'checkout', subject: egressCluster('payments') }],
    never: ['*'],
  },
} satisfies Scenario
