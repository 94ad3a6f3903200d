import { detailedLog } from '../../app-mesh/detailed-log.ts'
import { egress } from '../../app-mesh/listeners.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the certificate of payments comes from a CA that checkout does not trust, and the access log of checkout says why',
  configure: async mesh => {
    await useTls(mesh, { trustsOther: true })
    mesh.resources.checkout.listeners = [egress({ address: mesh.addresses.checkout, backends: true, manager: detailedLog })]
  },
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'tls/upstream-untrusted-ca', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
