import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments takes TLS 1.3 alone, and checkout offers 1.2',
  configure: mesh => useTls(mesh, { serverParameters: { tls_minimum_protocol_version: 'TLSv1_3' } }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/no-shared-cipher-or-version', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*'],
  },
} satisfies Scenario
