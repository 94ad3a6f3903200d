import { egressCluster, ingressListener, ingressRoutes, virtualService } from '../../app-mesh/names.ts'
import { ingress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

const gateway = 'mesh/shop/virtualGateway/door'
const route = { cluster: egressCluster('payments'), timeout: '15s', prefix_rewrite: '/', host_rewrite_literal: virtualService('payments') }

export default {
  title: 'a gateway route for /missing/ takes its prefix off, as is the default: the application knows only what lies under it',
  configure: ({ addresses, resources }) => {
    resources.checkout.listeners = [{ ...ingress({ address: addresses.checkout }), name: ingressListener }]
    resources.checkout.routes = [{ name: ingressRoutes, virtual_hosts: [{ name: ingressRoutes, domains: ['*'], routes: [{ match: { prefix: '/missing/' }, route }] }] }]
  },
  bootstrap: (standard, proxy) => proxy === 'checkout' ? { ...standard, node: { id: gateway, cluster: gateway } } : standard,
  beforeStart: (proxy, managementServer, { resources }) => {
    if (proxy === 'checkout') managementServer.serve(gateway, resources.checkout)
  },
  // The application answers 404 to /missing…, and sees /here.
  traffic: [{ path: '/missing/here', answers: 200 }],
  expect: { findings: [{ rule: 'routing/gateway-rewrite-surprise', proxy: 'checkout' }], never: ['*'] },
} satisfies Scenario
