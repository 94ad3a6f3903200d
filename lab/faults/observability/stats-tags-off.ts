import type { Scenario } from '../../scenario.ts'

export default {
  title: 'checkout was started without ENABLE_ENVOY_STATS_TAGS',
  bootstrap: (standard, proxy) => proxy === 'payments' ? standard : { ...standard, stats_config: { stats_tags: [] } },
  traffic: [{ answers: 200 }],
  expect: { findings: [{ rule: 'observability/stats-tags-off', proxy: 'checkout' }], never: ['*'] },
} satisfies Scenario
