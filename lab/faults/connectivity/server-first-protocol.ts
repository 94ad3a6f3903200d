import type { Scenario } from '../../scenario.ts'
import { egressListener } from '../../app-mesh/names.ts'

export default {
  title: 'clients of a server-first protocol connect through checkout and wait for a greeting',
  traffic: [{ raw: '', rate: 2 }],
  warmUp: 17,
  expect: { cause: { rule: 'connectivity/server-first-protocol', proxy: 'checkout', subject: egressListener }, never: ['*'] },
} satisfies Scenario
