/** Formats that meshes and gateways write by default, as operators. Sources: the documentation of each. */

const head = '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% '
const tail = '%BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" '
  + '"%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"'

/** Envoy docs, "Default format string". 1.37 spells the operators otherwise; what is printed is the same. */
export const defaultFormat = `${head}${tail}\n`

/** Recognised without being told, in this order. */
export const knownFormats: readonly { name: string, format: string }[] = [
  { name: "Envoy's default format", format: defaultFormat },
  { name: "Istio's default format",
    format: `${head}%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" ${tail} `
      + '%UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% '
      + '%REQUESTED_SERVER_NAME% %ROUTE_NAME%\n' },
  { name: "Istio's format before 1.9",
    format: `${head}"%DYNAMIC_METADATA(istio.mixer:status)%" "%UPSTREAM_TRANSPORT_FAILURE_REASON%" ${tail} `
      + '%UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% '
      + '%REQUESTED_SERVER_NAME% %ROUTE_NAME%\n' },
  // Documents print the beginning of a line away; the time is then not known.
  { name: "Envoy's default format without its time", format: defaultFormat.slice('[%START_TIME%] '.length) },
  // The App Mesh User Guide prints this line with one more field at the end.
  { name: "Envoy's default format without its time, one field more",
    format: `${defaultFormat.slice('[%START_TIME%] '.length, -1)} "%DOWNSTREAM_REMOTE_ADDRESS%"\n` },
]

/**
 * What the keys of JSON lines are, when the configuration that wrote them was not given: the spellings of Envoy Gateway, Istio's JSON
 * encoding, App Mesh's examples, and Envoy's own names in any case.
 */
export const jsonKeys: Readonly<Record<string, string>> = {
  start_time: 'time', starttime: 'time', timestamp: 'time', time: 'time', '@timestamp': 'time', ts: 'time',
  method: 'method', ':method': 'method', request_method: 'method', 'req_method': 'method', verb: 'method',
  path: 'path', ':path': 'path', 'x-envoy-origin-path': 'path', 'x-envoy-original-path': 'path', x_envoy_original_path: 'path', request_path: 'path',
  original_path: 'path', uri: 'path', url_path: 'path',
  protocol: 'protocol',
  response_code: 'code', status: 'code', code: 'code', status_code: 'code', responsecode: 'code',
  response_flags: 'flags', flags: 'flags', responseflags: 'flags', response_flags_long: 'flagsLong',
  response_code_details: 'details', details: 'details', connection_termination_details: 'terminationDetails',
  upstream_transport_failure_reason: 'failure', downstream_transport_failure_reason: 'downstreamFailure',
  bytes_received: 'bytesReceived', bytes_sent: 'bytesSent',
  duration: 'duration', duration_ms: 'duration', upstream_service_time: 'upstreamServiceTime', 'x-envoy-upstream-service-time': 'upstreamServiceTime',
  x_forwarded_for: 'forwardedFor', 'x-forwarded-for': 'forwardedFor',
  user_agent: 'userAgent', 'user-agent': 'userAgent', request_id: 'requestId', 'x-request-id': 'requestId', x_request_id: 'requestId',
  authority: 'authority', ':authority': 'authority', host: 'authority',
  upstream_host: 'upstream', upstream_cluster: 'cluster', upstream_cluster_raw: 'clusterRaw', route_name: 'route', listener_name: 'listener',
  filter_chain_name: 'filterChain', grpc_status: 'grpcStatus', grpc_status_number: 'grpcStatusNumber', 'grpc-status': 'grpcStatusHeader',
  content_type: 'contentType', 'content-type': 'contentType', requested_server_name: 'sni',
  upstream_request_attempt_count: 'attempts', upstream_local_address: 'upstreamLocalAddress', downstream_local_address: 'downstreamLocalAddress',
  downstream_remote_address: 'downstreamRemoteAddress',
}
