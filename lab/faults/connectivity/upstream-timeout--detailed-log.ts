import { detailedLog } from '../../app-mesh/detailed-log.ts'
import { egress } from '../../app-mesh/listeners.ts'
import { egressCluster } from '../../app-mesh/names.ts'
import scenario from './upstream-timeout.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  ...scenario,
  title: 'payments takes longer than the route of checkout allows, and the access log of checkout says why',
  configure: mesh => {
    scenario.configure(mesh)
    mesh.resources.checkout.listeners = [egress({ address: mesh.addresses.checkout, backends: true, manager: detailedLog })]
  },
  expect: { cause: { rule: 'connectivity/upstream-timeout', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
