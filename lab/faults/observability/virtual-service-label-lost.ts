import { addStatsTags, metricsExtensionTags } from '../../app-mesh/bootstrap.ts'
import { egressRoutes } from '../../app-mesh/names.ts'
import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import type { Scenario } from '../../scenario.ts'

const service = 'MyPayments.shop.local'

export default {
  title: 'the metrics extension is on, and the virtual service is written with capitals',
  bootstrap: (standard, proxy) => addStatsTags(standard, metricsExtensionTags(proxy)),
  configure: ({ resources }) => {
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(service, [routeTo('payments', service)])])]
  },
  traffic: [{ host: service, answers: 200 }],
  expect: { cause: { rule: 'observability/virtual-service-label-lost', proxy: 'checkout', subject: `${egressRoutes}/${service}` }, never: ['*'] },
} satisfies Scenario
