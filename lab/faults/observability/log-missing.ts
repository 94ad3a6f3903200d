import { accessLog, egress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

const format = '[%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %BYTES_SENT% %DURATION% "%REQ(:AUTHORITY)%"\n'

export default {
  title: 'the access log of checkout has a format of its own, without flags and hosts',
  configure: ({ addresses, resources }) => {
    const log = accessLog({ log_format: { text_format_source: { inline_string: format } } })
    resources.checkout.listeners = [egress({ address: addresses.checkout, backends: true, manager: { access_log: [log] } })]
  },
  traffic: [{ answers: 200 }],
  expect: { findings: [{ rule: 'observability/log-missing', proxy: 'checkout' }], never: ['*'] },
} satisfies Scenario
