import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments has a certificate from a file, and checkout no CA to check it against',
  configure: mesh => useTls(mesh, { trustsAll: true }),
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'tls/unvalidated-file-certificate', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
