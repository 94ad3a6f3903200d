import { ingress } from '../../app-mesh/listeners.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import { sdsSocket, withSdsCluster } from '../../app-mesh/sds.ts'
import { serverTls } from '../../app-mesh/tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments asks a Unix socket for its certificate, and nobody listens there',
  configure: async mesh => {
    await useTls(mesh)
    mesh.resources.payments.listeners[0] = ingress({
      address: mesh.addresses.payments,
      transportSocket: serverTls({ certificate: { secret: 'spiffe://shop.local/payments', from: sdsSocket } }),
    })
  },
  bootstrap: (bootstrap, proxy) => proxy === 'payments' ? withSdsCluster(bootstrap, 'agent.sock') : bootstrap,
  traffic: [{ answers: 503 }],
  expect: { cause: { rule: 'tls/sds-not-wired', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
