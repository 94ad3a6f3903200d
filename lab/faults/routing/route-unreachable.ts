import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

const payments = virtualService('payments')

export default {
  title: 'the route for /refunds stands behind the one for all paths',
  configure: ({ resources }) => {
    resources.checkout.routes = [egressRouteConfiguration([
      virtualHost(payments, [routeTo('payments', payments), routeTo('payments', payments, { prefix: '/refunds' }, { timeout: '60s' })]),
    ])]
  },
  traffic: [{ answers: 200 }, { path: '/refunds/7', answers: 200 }],
  expect: { cause: { rule: 'routing/route-unreachable', proxy: 'checkout' }, never: ['*'] },
} satisfies Scenario
