import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'payments still permits plaintext, and every caller uses TLS',
  configure: mesh => useTls(mesh, { permissive: true }),
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'tls/permissive-left-on', proxy: 'payments', subject: 'ingress' }, never: ['*'] },
} satisfies Scenario
