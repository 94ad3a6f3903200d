import { hosts } from '../../app-mesh/clusters.ts'
import { appMeshAddress, egressCluster } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'App Mesh has ended, and one of the two endpoints of payments that it sent last is gone',
  controlPlane: 'app-mesh',
  configure: ({ addresses, resources }) => {
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: addresses.payments }, { address: addresses.spare(20) }])]
  },
  before: async ({ managementServer, mesh, wait }) => {
    managementServer.stop()
    mesh.names.delete(appMeshAddress)
    await wait(8)
  },
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'connectivity/frozen-endpoints', proxy: 'checkout', subject: egressCluster('payments') },
    allowed: [{ rule: 'control-plane/app-mesh-ended' }, { rule: 'control-plane/disconnected' }, { rule: 'control-plane/grpc-internal' }, { rule: 'control-plane/unreachable' }],
    never: ['*'],
  },
} satisfies Scenario
