import { edsCluster, hosts } from '../../app-mesh/clusters.ts'
import { egress, tcpProxy } from '../../app-mesh/listeners.ts'
import { egressListener } from '../../app-mesh/names.ts'
import type { JsonObject } from '../../management-server/encode.ts'
import type { Scenario } from '../../scenario.ts'

const databases = ['orders-db', 'users-db'].map(node => `cds_egress_shop_${node}_tcp_3306`)

export default {
  title: 'checkout has two TCP backends at port 3306',
  configure: ({ addresses, resources }) => {
    const { checkout } = resources
    const listener = egress({ address: addresses.checkout, backends: true })
    const chains = databases.map(cluster => ({ filter_chain_match: { destination_port: 3306 }, filters: [tcpProxy(cluster)] }))
    checkout.clusters = [...checkout.clusters, ...databases.map(name => edsCluster('', { name }))]
    checkout.endpoints = [...checkout.endpoints, ...databases.map((name, i) => hosts(name, [{ address: addresses.spare(20 + i), port: 3306 }]))]
    checkout.listeners = [{ ...listener, filter_chains: [...chains, ...listener['filter_chains'] as JsonObject[]] }]
  },
  traffic: [{ answers: 0 }],
  expect: { cause: { rule: 'connectivity/tcp-port-collision', proxy: 'checkout', subject: egressListener }, never: ['*'] },
} satisfies Scenario
