import type { Scenario } from '../scenario.ts'

export default {
  title: 'ordinary noise: the application answers 404 at times, some clients hang up',
  traffic: [
    { answers: 200 },
    { path: '/missing/cart', rate: 3, answers: 404 },
    { path: '/slow/1500', rate: 1, hangUpAfter: 300, answers: 0 },
  ],
  expect: { never: ['*'] },
} satisfies Scenario
