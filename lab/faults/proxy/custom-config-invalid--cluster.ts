import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout is given a statistics sink of its own, for a cluster that it does not have',
  bootstrap: (standard, proxy) => proxy === 'payments' ? standard : {
    ...standard,
    stats_sinks: [{
      name: 'envoy.statsd', typed_config: { '@type': 'type.googleapis.com/envoy.config.metrics.v3.StatsdSink', 'tcp_cluster_name': 'statsd' },
    }],
  },
  neverStarts: ['checkout'],
  traffic: [{ answers: 0 }],
  expect: { cause: { rule: 'proxy/custom-config-invalid', proxy: 'checkout' }, never: ['*'] },
  // There is nobody to ask.
  expectLive: () => ({ cause: { rule: 'proxy/admin-unreachable', proxy: 'checkout' }, never: ['*'] }),
} satisfies Scenario
