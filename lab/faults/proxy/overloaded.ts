import { ingressListener } from '../../app-mesh/names.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments allows four connections in all, and its callers open more',
  bootstrap: (standard, proxy) => proxy === 'checkout' ? standard : {
    ...standard,
    overload_manager: {
      resource_monitors: [{
        name: 'envoy.resource_monitors.global_downstream_max_connections',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
          max_active_downstream_connections: 4,
        },
      }],
    },
  },
  traffic: [{ path: '/slow/1000', rate: 20 }],
  expect: { cause: { rule: 'proxy/overloaded', proxy: 'payments', subject: ingressListener }, never: ['*'] },
} satisfies Scenario
