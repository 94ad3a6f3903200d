import { edsCluster, healthCheck, hosts, passThroughClusters } from '../app-mesh/clusters.ts'
import { egressCluster, port } from '../app-mesh/names.ts'
import { startApplication } from '../servers/application.ts'
import type { Scenario } from '../scenario.ts'

/** Two runs at a time share this module: each has addresses of its own. */
const endOld = new Map<string, () => Promise<void>>()

export default {
  title: 'a rolling deployment of payments while sampling: new tasks come, old ones are taken out, then end',
  configure: ({ addresses, resources }) => {
    resources.checkout.clusters = [
      edsCluster('payments', { health_checks: [healthCheck()], ignore_health_on_host_removal: true }), ...passThroughClusters(),
    ]
    resources.checkout.endpoints = [hosts(egressCluster('payments'), [{ address: addresses.payments }, { address: addresses.spare(21) }])]
  },
  traffic: [{ rate: 20, answers: 200 }],
  // The task that the deployment replaces ends with the last step of it, or with the run.
  servers: async ({ addresses }, onEnd) => {
    const { stop } = await startApplication(addresses.spare(21), port)
    onEnd(stop)
    endOld.set(addresses.spare(21), stop)
  },
  during: async ({ mesh: { addresses, resources }, serve, onEnd, wait }) => {
    const deploy = async (...tasks: readonly string[]): Promise<void> => {
      resources.checkout.endpoints = [hosts(egressCluster('payments'), tasks.map(address => ({ address })))]
      serve('checkout')
      await wait(2)
    }
    await wait(1)
    onEnd((await startApplication(addresses.spare(22), port)).stop)
    await deploy(addresses.payments, addresses.spare(21), addresses.spare(22))
    await deploy(addresses.payments, addresses.spare(22))
    await endOld.get(addresses.spare(21))?.()
  },
  expect: { never: ['*'] },
} satisfies Scenario
