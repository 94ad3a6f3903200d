import type { Scenario } from '../scenario.ts'

export default {
  title: 'big totals of an incident that is over (seconds ago here, where users have hours): nothing grows any more',
  traffic: [{ rate: 50, answers: 200 }],
  before: async ({ application, restartApplication, wait }) => {
    await application.stop()
    await wait(8)
    await restartApplication()
    await wait(6)
  },
  expect: { never: ['*'] },
} satisfies Scenario
