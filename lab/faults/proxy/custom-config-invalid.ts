import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout is given tracing of its own, written for the old v2 API',
  bootstrap: (standard, proxy) => proxy === 'payments' ? standard : {
    ...standard,
    tracing: {
      http: {
        name: 'envoy.zipkin',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.config.trace.v2.ZipkinConfig', 'collector_cluster': 'jaeger', 'collector_endpoint': '/api/v2/spans',
        },
      },
    },
  },
  neverStarts: ['checkout'],
  traffic: [{ answers: 0 }],
  expect: { cause: { rule: 'proxy/custom-config-invalid', proxy: 'checkout' }, never: ['*'] },
  // There is nobody to ask.
  expectLive: () => ({ cause: { rule: 'proxy/admin-unreachable', proxy: 'checkout' }, never: ['*'] }),
} satisfies Scenario
