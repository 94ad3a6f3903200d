import { callerResources } from '../../pair.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'fifty proxies of checkout: three real ones, the others are the first again at addresses of their own',
  siblings: { b: callerResources, c: callerResources },
  fakes: 47,
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'scaling/envoys-per-resource' }, never: ['*'] },
} satisfies Scenario
