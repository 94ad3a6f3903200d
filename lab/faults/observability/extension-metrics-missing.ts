import { addStatsTags, metricsExtensionTags } from '../../app-mesh/bootstrap.ts'
import { passThroughClusters } from '../../app-mesh/clusters.ts'
import { egress } from '../../app-mesh/listeners.ts'
import { allowAllCluster, port } from '../../app-mesh/names.ts'
import type { JsonObject } from '../../management-server/encode.ts'
import type { Scenario } from '../../scenario.ts'

/** What iptables would leave on a connection: where it was going. */
const rememberDestination = (destination: string): JsonObject => ({
  name: 'envoy.filters.network.set_filter_state',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.set_filter_state.v3.Config',
    on_new_connection: [{
      object_key: 'envoy.network.transport_socket.original_dst_address',
      format_string: { text_format_source: { inline_string: destination } },
    }],
  },
})

interface Chain { filters: JsonObject[] }

export default {
  title: 'the metrics extension is on, and checkout calls payments, which is not among its backends',
  bootstrap: (standard, proxy) => addStatsTags(standard, metricsExtensionTags(proxy)),
  configure: ({ addresses, resources }) => {
    const { checkout } = resources
    const listener = egress({ address: addresses.checkout, backends: false })
    for (const { filters } of listener.filter_chains as unknown as Chain[]) filters.unshift(rememberDestination(`${addresses.payments}:${port}`))
    Object.assign(checkout, { clusters: passThroughClusters(), endpoints: [], listeners: [listener], routes: [] })
  },
  // Connections are counted, so they must be new.
  traffic: [{ raw: 'GET / HTTP/1.1\r\nhost: payments.shop.local\r\n\r\n', answers: 200 }],
  expect: { cause: { rule: 'observability/extension-metrics-missing', proxy: 'checkout', subject: allowAllCluster }, never: ['*'] },
} satisfies Scenario
