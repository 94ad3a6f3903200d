import { egressRoutes, virtualService } from '../../app-mesh/names.ts'
import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import type { Scenario } from '../../scenario.ts'

const service = virtualService('payments')

export default {
  title: 'the route to payments has no retry policy: an account that had meshes before July 2020',
  configure: ({ resources }) => {
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(service, [routeTo('payments', service, { prefix: '/' }, { retry_policy: undefined })])])]
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'practice/retries-missing', proxy: 'checkout', subject: `${egressRoutes}/${service}` }, never: ['*'] },
} satisfies Scenario
