import { appMeshAddress } from '../app-mesh/names.ts'
import type { Scenario } from '../scenario.ts'

export default {
  title: 'served once, then App Mesh ended: frozen, and every request is answered',
  ads: ['google_grpc', 'envoy_grpc'],
  controlPlane: 'app-mesh',
  before: async ({ managementServer, mesh, wait }) => {
    managementServer.stop()
    mesh.names.delete(appMeshAddress)
    await wait(12)
  },
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'control-plane/app-mesh-ended' },
    findings: [{ rule: 'control-plane/app-mesh-ended', proxy: 'checkout' }, { rule: 'control-plane/app-mesh-ended', proxy: 'payments' }],
    allowed: [{ rule: 'control-plane/disconnected' }, { rule: 'control-plane/grpc-internal' }, { rule: 'control-plane/unreachable' }],
    never: ['*'],
  },
} satisfies Scenario
