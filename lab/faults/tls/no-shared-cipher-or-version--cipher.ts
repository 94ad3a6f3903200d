import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout and payments allow one cipher each, and not the same',
  configure: mesh => useTls(mesh, {
    clientParameters: { cipher_suites: ['ECDHE-ECDSA-AES128-GCM-SHA256'] },
    serverParameters: { tls_maximum_protocol_version: 'TLSv1_2', cipher_suites: ['ECDHE-ECDSA-AES256-GCM-SHA384'] },
  }),
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/no-shared-cipher-or-version', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*'],
  },
} satisfies Scenario
