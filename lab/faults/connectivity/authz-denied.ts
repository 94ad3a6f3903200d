import { egress, ingress } from '../../app-mesh/listeners.ts'
import type { Scenario } from '../../scenario.ts'

const api = 'type.googleapis.com/envoy.extensions.filters.http'

export default {
  title: 'an RBAC policy at payments denies one path',
  configure: ({ addresses, resources }) => {
    const filters = [
      {
        name: 'envoy.filters.http.rbac',
        typed_config: {
          '@type': `${api}.rbac.v3.RBAC`,
          rules: { action: 'DENY', policies: { admin: { permissions: [{ url_path: { path: { prefix: '/admin' } } }], principals: [{ any: true }] } } },
        },
      },
      { name: 'envoy.filters.http.router', typed_config: { '@type': `${api}.router.v3.Router` } },
    ]
    const log = { access_log: [{ name: 'envoy.access_loggers.file', typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog', path: '/dev/stdout',
      log_format: { text_format_source: { inline_string: '[%START_TIME%] "%REQ(:METHOD)% %REQ(:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"\n' } },
    } }] }
    resources.payments.listeners = [
      ingress({ address: addresses.payments, manager: { http_filters: filters, ...log } }),
      egress({ address: addresses.payments, boundPort: 15001, backends: false }),
    ]
  },
  traffic: [{ answers: 200 }, { path: '/admin', rate: 5, answers: 403 }],
  expect: { cause: { rule: 'connectivity/authz-denied', proxy: 'payments' }, never: ['*'] },
  expectLive: () => ({ never: ['*'] }),
} satisfies Scenario
