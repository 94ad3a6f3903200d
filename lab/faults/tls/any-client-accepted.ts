import { ingressListener } from '../../app-mesh/names.ts'
import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments verifies its callers, and lists no names: any certificate of the CA will do',
  configure: mesh => useTls(mesh, { mutual: {} }),
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'tls/any-client-accepted', proxy: 'payments', subject: ingressListener }, never: ['*'] },
} satisfies Scenario
