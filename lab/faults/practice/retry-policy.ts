import { describeNode, describeService, listenerOf } from '../../app-mesh/described.ts'
import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { virtualService } from '../../app-mesh/names.ts'
import type { JsonObject } from '../../management-server/encode.ts'
import type { Scenario } from '../../scenario.ts'

const service = virtualService('payments')

/** One retry, and only where the server answers with an error of its own. */
const policy = { maxRetries: 1, perRetryTimeout: { unit: 's', value: 2 }, httpRetryEvents: ['client-error'] }

const withPolicy = (resource: JsonObject): JsonObject => {
  const { route } = resource as { route?: { spec: { httpRoute: JsonObject } } }
  return route === undefined ? resource : { route: { ...route, spec: { httpRoute: { ...route.spec.httpRoute, retryPolicy: policy } } } }
}

export default {
  title: 'the route to payments retries once, and not when a connection fails',
  configure: ({ resources }) => {
    const retries = { retry_policy: { retry_on: 'retriable-4xx', num_retries: 1, per_try_timeout: '2s' } }
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(service, [routeTo('payments', service, { prefix: '/' }, retries)])])]
  },
  describes: [describeNode('payments', { listeners: [listenerOf()] }), ...describeService('payments').map(withPolicy)],
  traffic: [{ answers: 200 }],
  expect: {
    cause: { rule: 'practice/retry-policy', subject: 'virtualRouter/payments/route/all' },
    findings: [{ rule: 'practice/retries-missing', proxy: 'checkout' }],
    never: ['*'],
  },
} satisfies Scenario
