import { useTls } from '../../app-mesh/pair-tls.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'a certificate that the control plane delivered ends in five days',
  configure: mesh => useTls(mesh, { validity: 'expiring', secret: 'payments-cert' }),
  traffic: [{ answers: 200 }],
  expect: { cause: { rule: 'tls/certificate-expiring', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
