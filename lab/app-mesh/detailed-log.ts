/** An access log that says why: Envoy's default line, then the details and the failure of the transport. */
import type { JsonObject } from '../management-server/encode.ts'
import { accessLog } from './listeners.ts'

const format = '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% '
  + '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" '
  + '%RESPONSE_CODE_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %UPSTREAM_CLUSTER%\n'

/** What a virtual node's logging format makes of its access log. */
export const detailedLog: JsonObject = { access_log: [accessLog({ log_format: { text_format_source: { inline_string: format } } })] }
