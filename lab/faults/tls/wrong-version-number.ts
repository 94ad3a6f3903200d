import { hosts } from '../../app-mesh/clusters.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout speaks TLS to the application of payments, past its Envoy',
  configure: async mesh => {
    await useTls(mesh)
    mesh.resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: mesh.addresses.application }])]
  },
  traffic: [{ answers: 503 }],
  expect: {
    cause: { rule: 'tls/wrong-version-number', proxy: 'checkout', subject: egressCluster('payments') },
    never: ['*'],
  },
} satisfies Scenario
