import type { JsonObject } from '../../management-server/encode.ts'
import { egress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

/** What ENABLE_ENVOY_JAEGER_TRACING=1 adds to the bootstrap. */
const jaeger = (address: string): JsonObject => ({
  static_resources: {
    clusters: [{
      name: 'jaeger', type: 'STATIC', connect_timeout: '1s',
      load_assignment: { cluster_name: 'jaeger', endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address, port_value: 9411 } } } }] }] },
    }],
  },
  tracing: {
    http: {
      name: 'envoy.tracers.zipkin',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.config.trace.v3.ZipkinConfig',
        collector_cluster: 'jaeger', collector_endpoint: '/api/v2/spans', collector_endpoint_version: 'HTTP_PROTO', shared_span_context: false,
      },
    },
  },
})

export default {
  title: 'checkout traces to a Jaeger that does not run',
  bootstrap: (standard, proxy) => {
    const { admin } = standard as { admin: { address: { socket_address: { address: string } } } }
    return proxy === 'payments' ? standard : { ...standard, ...jaeger(admin.address.socket_address.address) }
  },
  configure: ({ addresses, resources }) => {
    resources.checkout.listeners = [egress({ address: addresses.checkout, backends: true, manager: { tracing: {} } })]
  },
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'observability/tracer-unreachable', proxy: 'checkout', subject: 'jaeger' }, never: ['*'] },
} satisfies Scenario
