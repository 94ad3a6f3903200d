import { appMeshAddress } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'App Mesh has ended, and the certificate that it delivered to payments has five days',
  controlPlane: 'app-mesh',
  configure: mesh => useTls(mesh, { validity: 'expiring', secret: 'arn:aws:acm:us-east-1:111122223333:certificate/0f1e2d3c-1111-2222-3333-444455556666' }),
  before: async ({ managementServer, mesh, wait }) => {
    managementServer.stop()
    mesh.names.delete(appMeshAddress)
    await wait(8)
  },
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'tls/frozen-acm-certificate', proxy: 'payments' },
    findings: [{ rule: 'control-plane/app-mesh-ended', proxy: 'payments' }],
    allowed: [{ rule: 'control-plane/app-mesh-ended' }, { rule: 'control-plane/disconnected' }, { rule: 'control-plane/grpc-internal' }, { rule: 'control-plane/unreachable' }],
    never: ['*'],
  },
} satisfies Scenario
