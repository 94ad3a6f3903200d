import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

const payments = virtualService('payments')

export default {
  title: 'the router of a virtual service has no routes: 404 for whoever calls it',
  configure: ({ resources }) => {
    resources.checkout.routes = [egressRouteConfiguration([
      virtualHost(payments, [routeTo('payments', payments)]),
      virtualHost(virtualService('ledger'), []),
    ])]
  },
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'routing/virtual-host-without-routes', proxy: 'checkout' },
    never: ['*'],
  },
} satisfies Scenario
