import type { Scenario } from '../scenario.ts'

export default {
  title: 'two proxies that work, in plain text',
  ads: ['google_grpc', 'envoy_grpc'],
  traffic: [{ answers: 200 }],
  expect: { never: ['*'] },
} satisfies Scenario
