import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { egressCluster, virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the route of payments allows one second, the application needs three',
  configure: ({ resources }) => {
    const service = virtualService('payments')
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(service, [routeTo('payments', service, { prefix: '/' }, { timeout: '1s' })])])]
  },
  traffic: [{ path: '/slow/3000', answers: 504 }],
  expect: { cause: { rule: 'connectivity/upstream-timeout', proxy: 'checkout', subject: egressCluster('payments') }, never: ['*'] },
} satisfies Scenario
