import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { egressRoutes, virtualService } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

const payments = virtualService('payments')

export default {
  title: 'a new route of payments has a negative look-ahead; the routes before it stay',
  before: async ({ mesh, serve, wait }) => {
    const regex = { safe_regex: { regex: '/(?!admin).*' } }
    mesh.resources.checkout.routes = [egressRouteConfiguration([virtualHost(payments, [routeTo('payments', payments, regex)])])]
    serve('checkout')
    await wait(2)
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'routing/regex-unsupported', proxy: 'checkout', subject: `rds ${egressRoutes}` }, never: ['*'] },
  // Only the log says why routes are refused, and the refusal was before the samples.
  expectLive: () => ({ never: ['*'] }),
} satisfies Scenario
