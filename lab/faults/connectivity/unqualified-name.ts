import { egress } from '../../app-mesh/listeners.ts'
import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { allowAllCluster, virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

const payments = virtualService('payments')

export default {
  title: 'callers leave the namespace off the name of payments, and ALLOW_ALL takes them past its routes',
  configure: ({ addresses, resources }) => {
    const everythingElse = { name: '*', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: allowAllCluster } }] }
    resources.checkout.listeners = [egress({ address: addresses.checkout, backends: true, intercepted: true })]
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(payments, [routeTo('payments', payments)]), everythingElse])]
  },
  traffic: [{ host: 'payments', meant: addresses => ({ address: addresses.payments, port: 8080 }), answers: 200 }],
  expect: { cause: { rule: 'connectivity/unqualified-name', proxy: 'checkout', subject: 'egress' }, never: ['*'] },
} satisfies Scenario
