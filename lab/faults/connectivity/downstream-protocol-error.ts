import type { Scenario } from '../../scenario.ts'

export default {
  title: 'something sends broken HTTP to payments, beside good requests',
  traffic: [{ answers: 200 }, { to: 'payments', raw: 'BREW /pot HTCPCP/1.0\r\n\r\n', rate: 5, answers: 400 }],
  expect: { cause: { rule: 'connectivity/downstream-protocol-error', proxy: 'payments', subject: 'ingress' }, never: ['*', 'connectivity/proxy-protocol-v2'] },
} satisfies Scenario
