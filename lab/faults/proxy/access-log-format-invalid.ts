import { accessLog, egress, ingress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

export default {
  title: 'the access-log format of payments names an operator that does not exist',
  before: async ({ mesh, serve, wait }) => {
    const { addresses, resources } = mesh
    const broken = accessLog({ log_format: { text_format_source: { inline_string: '[%START_TIME%] %FLAVOUR% %RESPONSE_CODE%\n' } } })
    resources.payments.listeners = [
      ingress({ address: addresses.payments, manager: { access_log: [broken] } }),
      egress({ address: addresses.payments, boundPort: 15001, backends: false }),
    ]
    serve('payments')
    await wait(2)
  },
  expect: { cause: { rule: 'proxy/access-log-format-invalid', proxy: 'payments' }, never: ['*'] },
} satisfies Scenario
