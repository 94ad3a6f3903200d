import { egressRouteConfiguration, routeTo, virtualHost } from '../../app-mesh/routes.ts'
import { nodeId, virtualService } from '../../app-mesh/names.ts'
import { siblingId } from '../../management-server/server.ts'
import { callerResources } from '../../pair.ts'
import type { Scenario } from '../../scenario.ts'

const services = ['payments', 'billing'].map(virtualService)

export default {
  title: 'two of three proxies of checkout are sent a route to billing, and one is forgotten',
  siblings: { b: callerResources, c: callerResources },
  before: async ({ mesh, managementServer, wait }) => {
    const routes = [egressRouteConfiguration(services.map(service => virtualHost(service, [routeTo('payments', service)])))]
    const { addresses, resources } = mesh
    managementServer.serve(nodeId('checkout'), { ...resources.checkout, routes })
    managementServer.serve(siblingId(nodeId('checkout'), 'c'), { ...callerResources(mesh, addresses.spare(101)), routes })
    await wait(2)
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'control-plane/update-stale', proxy: 'checkout-b' }, never: ['*'] },
} satisfies Scenario
