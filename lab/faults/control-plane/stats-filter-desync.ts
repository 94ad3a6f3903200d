import type { Scenario } from '../../scenario.ts'

export default {
  title: 'a custom stats configuration of payments leaves the listeners out',
  bootstrap: (standard, proxy) => proxy === 'checkout' ? standard : {
    ...standard, stats_config: { stats_matcher: { exclusion_list: { patterns: [{ prefix: 'listener.' }] } } },
  },
  expect: { cause: { rule: 'control-plane/stats-filter-desync', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
