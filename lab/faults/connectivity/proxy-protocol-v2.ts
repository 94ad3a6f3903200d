import type { Scenario } from '../../scenario.ts'

const header = '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x02\x1f\x90\x1f\x90'

export default {
  title: 'a load balancer writes a PROXY v2 header before every request to payments',
  traffic: [{ to: 'payments', raw: `${header}GET / HTTP/1.1\r\nHost: payments.shop.local\r\n\r\n`, answers: 400 }],
  expect: { cause: { rule: 'connectivity/proxy-protocol-v2', proxy: 'payments', subject: 'ingress' }, never: ['*'] },
} satisfies Scenario
