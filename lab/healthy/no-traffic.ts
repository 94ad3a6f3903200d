import type { Scenario } from '../scenario.ts'

export default {
  title: 'two proxies without a single request',
  traffic: [],
  expect: { never: ['*'] },
} satisfies Scenario
