import { describeNode, describeService, listenerOf } from '../../app-mesh/described.ts'
import { mesh, virtualService } from '../../app-mesh/names.ts'
import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import type { Scenario } from '../../scenario.ts'

const payments = virtualService('payments')
const [service] = describeService('payments')

export default {
  title: 'the virtual service of payments leads straight to its node, so that its route has no retries',
  configure: ({ resources }) => {
    resources.checkout.routes = [egressRouteConfiguration([virtualHost(payments, [routeTo('payments', payments, { prefix: '/' }, { retry_policy: undefined })])])]
  },
  describes: [
    { virtualService: { ...service?.['virtualService'] as object, meshName: mesh, spec: { provider: { virtualNode: { virtualNodeName: 'payments' } } } } },
    describeNode('payments', { listeners: [listenerOf()] }),
    describeNode('checkout', { backends: [{ virtualService: { virtualServiceName: payments } }] }),
  ],
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'routing/virtual-node-provider-no-retry', proxy: 'checkout' }, never: ['*'] },
} satisfies Scenario
