import { appMeshAddress } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'App Mesh has ended: payments serves on, a restarted checkout waits for its first configuration',
  ads: ['google_grpc', 'envoy_grpc'],
  controlPlane: 'app-mesh',
  beforeStart: (proxy, managementServer, mesh) => {
    if (proxy !== 'checkout') return
    managementServer.stop()
    mesh.names.delete(appMeshAddress)
  },
  neverLive: ['checkout'],
  traffic: [{ answers: 0 }],
  warmUp: 10,
  expect: {
    cause: { rule: 'control-plane/app-mesh-ended', proxy: 'checkout' },
    findings: [{ rule: 'control-plane/app-mesh-ended', proxy: 'payments' }, { rule: 'proxy/initializing', proxy: 'checkout' }],
    allowed: [{ rule: 'control-plane/disconnected' }, { rule: 'control-plane/grpc-internal' }],
    never: ['*'],
  },
} satisfies Scenario
