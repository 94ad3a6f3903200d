import { ingressCluster } from '../../app-mesh/names.ts'
import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the route allows 60 s, the listener of payments still its default of 15, and the application needs 18',
  configure: ({ resources }) => {
    const service = virtualService('payments')
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(service, [routeTo('payments', service, { prefix: '/' }, { timeout: '60s' })])])]
  },
  traffic: [{ path: '/slow/18000', rate: 2 }],
  warmUp: 17,
  expect: {
    cause: { rule: 'connectivity/timeout-default-15s', proxy: 'payments', subject: ingressCluster('payments') },
    never: ['*'],
  },
  // How long a request took stands in the log alone.
  expectLive: () => ({ cause: { rule: 'connectivity/upstream-timeout', proxy: 'payments', subject: ingressCluster('payments') }, never: ['*'] }),
} satisfies Scenario
