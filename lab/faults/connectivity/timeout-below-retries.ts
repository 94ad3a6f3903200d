import { defaultRetries, egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the route of payments allows two seconds, its three retries a second each',
  configure: ({ resources }) => {
    const service = virtualService('payments')
    const retries = { ...defaultRetries, num_retries: 3, per_try_timeout: '1s' }
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(service, [routeTo('payments', service, { prefix: '/' }, { timeout: '2s', retry_policy: retries })])])]
  },
  expect: { cause: { rule: 'connectivity/timeout-below-retries', proxy: 'checkout' }, never: ['*'] },
} satisfies Scenario
