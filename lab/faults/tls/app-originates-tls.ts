import { virtualService } from '../../app-mesh/names.ts'
import { makeClientHello } from '../../client-hello.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the application beside checkout calls payments with TLS of its own',
  traffic: [{ raw: await makeClientHello(virtualService('payments')), answers: 400 }],
  expect: { cause: { rule: 'tls/app-originates-tls', proxy: 'checkout', subject: 'egress' }, never: ['*'] },
} satisfies Scenario
