import type { Scenario } from '../../scenario.ts'

export default {
  title: 'a third target refuses connections; the pair is well',
  moreTargets: ({ addresses }) => [`http://${addresses.spare(10)}:9901`],
  traffic: [{ answers: 200 }],
  // What was never answered cannot be saved: there the pair alone is left.
  expect: { never: ['*'] },
  expectLive: () => ({ cause: { rule: 'proxy/admin-unreachable' }, never: ['*'] }),
} satisfies Scenario
