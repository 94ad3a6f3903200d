import { egress } from '../../app-mesh/listeners.ts'
import { egressListener } from '../../app-mesh/names.ts'
import type { JsonObject } from '../../management-server/encode.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the router listens on 9080 and callers use 8080, with no way out of the mesh',
  configure: ({ addresses, resources }) => {
    const listener = egress({ address: addresses.checkout, backends: true })
    const [chain] = listener['filter_chains'] as JsonObject[]
    resources.checkout.listeners = [{ ...listener, filter_chains: [{ ...chain, filter_chain_match: { destination_port: 9080 } }] }]
  },
  traffic: [{ answers: 0 }],
  expect: { cause: { rule: 'connectivity/no-filter-chain', proxy: 'checkout', subject: egressListener }, never: ['*'] },
} satisfies Scenario
