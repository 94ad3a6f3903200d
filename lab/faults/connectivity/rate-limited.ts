import { egress, ingress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

const api = 'type.googleapis.com/envoy.extensions.filters.http'

export default {
  title: 'a local rate limit at payments allows two requests a second of ten',
  configure: ({ addresses, resources }) => {
    const filters = [
      {
        name: 'envoy.filters.http.local_ratelimit',
        typed_config: {
          '@type': `${api}.local_ratelimit.v3.LocalRateLimit`, stat_prefix: 'limit',
          token_bucket: { max_tokens: 2, tokens_per_fill: 2, fill_interval: '1s' },
          filter_enabled: { default_value: { numerator: 100 } }, filter_enforced: { default_value: { numerator: 100 } },
        },
      },
      { name: 'envoy.filters.http.router', typed_config: { '@type': `${api}.router.v3.Router` } },
    ]
    resources.payments.listeners = [
      ingress({ address: addresses.payments, manager: { http_filters: filters } }),
      egress({ address: addresses.payments, boundPort: 15001, backends: false }),
    ]
  },
  traffic: [{ answers: 429 }],
  expect: { cause: { rule: 'connectivity/rate-limited', proxy: 'payments' }, never: ['*'] },
  // No statistic of the connection manager tells it apart from the server's own 429.
  expectLive: () => ({ never: ['*'] }),
} satisfies Scenario
