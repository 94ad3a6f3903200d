import { nearestName } from '../../../analysis/index.ts'

/**
 * The operators of Envoy's access-log formats and the names that this program gives to their values.
 * Source: Envoy docs, "Access logging", and the change logs of 1.17 to 1.40.
 */

/** How a value is written, which decides how strictly it is read; a word has neither blanks nor quotes. */
export type FieldKind = 'time' | 'number' | 'flags' | 'word' | 'text'

/** One operator as it stands in a format: `%REQ(X-ENVOY-ORIGINAL-PATH?:PATH):20%`. */
export interface Operator {
  name: string
  /** Between the brackets, as written. */
  argument: string | undefined
  maxLength: number | undefined
  /** As written, with its percent signs. */
  text: string
}

export interface FieldMeaning { field: string, kind: FieldKind }

/** First minor version of 1.x, then its operators; 17 stands for 1.17 and everything before. */
const operatorsByMinor: Readonly<Record<number, string>> = {
  17: 'BYTES_RECEIVED BYTES_SENT CONNECTION_ID CONNECTION_TERMINATION_DETAILS DOWNSTREAM_DIRECT_REMOTE_ADDRESS '
    + 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_ADDRESS DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_PORT '
    + 'DOWNSTREAM_LOCAL_SUBJECT DOWNSTREAM_LOCAL_URI_SAN DOWNSTREAM_PEER_CERT DOWNSTREAM_PEER_CERT_V_START DOWNSTREAM_PEER_CERT_V_END '
    + 'DOWNSTREAM_PEER_FINGERPRINT_1 DOWNSTREAM_PEER_FINGERPRINT_256 DOWNSTREAM_PEER_ISSUER DOWNSTREAM_PEER_SERIAL DOWNSTREAM_PEER_SUBJECT '
    + 'DOWNSTREAM_PEER_URI_SAN DOWNSTREAM_REMOTE_ADDRESS DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_TLS_CIPHER '
    + 'DOWNSTREAM_TLS_SESSION_ID DOWNSTREAM_TLS_VERSION DURATION DYNAMIC_METADATA FILTER_STATE GRPC_STATUS HOSTNAME LOCAL_REPLY_BODY PROTOCOL '
    + 'REQ REQUESTED_SERVER_NAME REQUEST_DURATION RESP RESPONSE_CODE RESPONSE_CODE_DETAILS RESPONSE_DURATION RESPONSE_FLAGS '
    + 'RESPONSE_TX_DURATION ROUTE_NAME START_TIME TRAILER UPSTREAM_CLUSTER UPSTREAM_HOST UPSTREAM_LOCAL_ADDRESS UPSTREAM_TRANSPORT_FAILURE_REASON',
  18: 'CLUSTER_METADATA FILTER_CHAIN_NAME REQUEST_HEADERS_BYTES RESPONSE_HEADERS_BYTES RESPONSE_TRAILERS_BYTES',
  19: 'REQUEST_TX_DURATION',
  21: 'DOWNSTREAM_HEADER_BYTES_SENT DOWNSTREAM_HEADER_BYTES_RECEIVED DOWNSTREAM_WIRE_BYTES_SENT DOWNSTREAM_WIRE_BYTES_RECEIVED '
    + 'UPSTREAM_HEADER_BYTES_SENT UPSTREAM_HEADER_BYTES_RECEIVED UPSTREAM_WIRE_BYTES_SENT UPSTREAM_WIRE_BYTES_RECEIVED '
    + 'UPSTREAM_REQUEST_ATTEMPT_COUNT VIRTUAL_CLUSTER_NAME METADATA',
  22: 'DOWNSTREAM_REMOTE_PORT DOWNSTREAM_DIRECT_REMOTE_PORT ENVIRONMENT GRPC_STATUS_NUMBER UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT '
    + 'UPSTREAM_LOCAL_PORT UPSTREAM_REMOTE_ADDRESS UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT UPSTREAM_REMOTE_PORT',
  23: 'UPSTREAM_FILTER_STATE UPSTREAM_METADATA UPSTREAM_PROTOCOL UPSTREAM_PEER_CERT UPSTREAM_PEER_CERT_V_START UPSTREAM_PEER_CERT_V_END '
    + 'UPSTREAM_PEER_ISSUER UPSTREAM_PEER_SUBJECT UPSTREAM_TLS_CIPHER UPSTREAM_TLS_SESSION_ID UPSTREAM_TLS_VERSION',
  24: 'DOWNSTREAM_HANDSHAKE_DURATION',
  25: 'STREAM_ID',
  26: 'DOWNSTREAM_TRANSPORT_FAILURE_REASON ROUNDTRIP_DURATION',
  27: 'ACCESS_LOG_TYPE BYTES_RETRANSMITTED PACKETS_RETRANSMITTED DOWNSTREAM_LOCAL_DNS_SAN DOWNSTREAM_LOCAL_IP_SAN DOWNSTREAM_PEER_DNS_SAN '
    + 'DOWNSTREAM_PEER_IP_SAN CEL',
  28: 'RESPONSE_FLAGS_LONG',
  29: 'EMIT_TIME UPSTREAM_CONNECTION_POOL_READY_DURATION',
  30: 'COMMON_DURATION UPSTREAM_CONNECTION_ID',
  31: 'TRACE_ID UNIQUE_ID UPSTREAM_HOST_NAME UPSTREAM_LOCAL_DNS_SAN UPSTREAM_LOCAL_IP_SAN UPSTREAM_LOCAL_URI_SAN UPSTREAM_PEER_DNS_SAN '
    + 'UPSTREAM_PEER_IP_SAN UPSTREAM_PEER_URI_SAN',
  32: 'DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_1 DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_256 DOWNSTREAM_PEER_CHAIN_SERIALS EMIT_TIME_LOCAL '
    + 'START_TIME_LOCAL UPSTREAM_CLUSTER_RAW',
  33: 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_DIRECT_LOCAL_PORT DOWNSTREAM_LOCAL_EMAIL_SAN '
    + 'DOWNSTREAM_LOCAL_OTHERNAME_SAN DOWNSTREAM_PEER_EMAIL_SAN DOWNSTREAM_PEER_OTHERNAME_SAN TLS_JA3_FINGERPRINT UPSTREAM_HOST_NAME_WITHOUT_PORT',
  34: 'CUSTOM_FLAGS PATH QUERY_PARAM',
  35: 'TLS_JA4_FINGERPRINT',
  36: 'DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_SENT DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED UPSTREAM_DECOMPRESSED_HEADER_BYTES_SENT '
    + 'UPSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED',
  37: 'REQUEST_HEADER RESPONSE_HEADER RESPONSE_TRAILER COALESCE UPSTREAM_REMOTE_ADDRESS_ENDPOINT_ID DOWNSTREAM_LOCAL_ADDRESS_ENDPOINT_ID '
    + 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS_ENDPOINT_ID DOWNSTREAM_REMOTE_ADDRESS_ENDPOINT_ID DOWNSTREAM_DIRECT_REMOTE_ADDRESS_ENDPOINT_ID '
    + 'UPSTREAM_LOCAL_ADDRESS_ENDPOINT_ID',
  38: 'DOWNSTREAM_LOCAL_CLOSE_REASON DOWNSTREAM_DETECTED_CLOSE_TYPE UPSTREAM_LOCAL_CLOSE_REASON UPSTREAM_DETECTED_CLOSE_TYPE SPAN_ID '
    + 'QUERY_PARAMS UPSTREAM_HOSTS_ATTEMPTED UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT UPSTREAM_HOST_NAMES_ATTEMPTED '
    + 'UPSTREAM_HOST_NAMES_ATTEMPTED_WITHOUT_PORT UPSTREAM_CONNECTION_IDS_ATTEMPTED DOWNSTREAM_PEER_ISSUER_FINGERPRINT_256 '
    + 'DOWNSTREAM_PEER_ISSUER_SERIAL FILE_CONTENT SECRET',
  39: 'UPSTREAM_SERVER_NAME DOWNSTREAM_TLS_GROUP UPSTREAM_TLS_GROUP',
  40: 'LISTENER_NAME DOWNSTREAM_CX_RTT ROUTE_RESOLUTION_TIME_US ROUTE_RESOLUTION_COUNT',
}

const firstMinor: ReadonlyMap<string, number> = new Map(
  Object.entries(operatorsByMinor).flatMap(([minor, names]) => names.split(' ').map(name => [name, Number(minor)] as const)),
)

/** The minor version of Envoy 1.x that first had it (17 stands for 1.17 and older); undefined: Envoy 1.40 has no such operator. */
export function operatorSince(name: string): number | undefined {
  return firstMinor.get(name)
}

/** Operators whose value this program knows by a short name; the others keep Envoy's, in camel case. */
const meanings: Readonly<Record<string, FieldMeaning>> = {
  START_TIME: { field: 'time', kind: 'time' },
  START_TIME_LOCAL: { field: 'time', kind: 'time' },
  RESPONSE_CODE: { field: 'code', kind: 'number' },
  RESPONSE_FLAGS: { field: 'flags', kind: 'flags' },
  RESPONSE_FLAGS_LONG: { field: 'flagsLong', kind: 'flags' },
  RESPONSE_CODE_DETAILS: { field: 'details', kind: 'text' },
  CONNECTION_TERMINATION_DETAILS: { field: 'terminationDetails', kind: 'text' },
  UPSTREAM_TRANSPORT_FAILURE_REASON: { field: 'failure', kind: 'text' },
  DOWNSTREAM_TRANSPORT_FAILURE_REASON: { field: 'downstreamFailure', kind: 'text' },
  UPSTREAM_HOST: { field: 'upstream', kind: 'word' },
  UPSTREAM_REMOTE_ADDRESS: { field: 'upstreamAddress', kind: 'word' },
  UPSTREAM_CLUSTER: { field: 'cluster', kind: 'text' },
  UPSTREAM_CLUSTER_RAW: { field: 'clusterRaw', kind: 'text' },
  ROUTE_NAME: { field: 'route', kind: 'text' },
  LISTENER_NAME: { field: 'listener', kind: 'text' },
  FILTER_CHAIN_NAME: { field: 'filterChain', kind: 'text' },
  DURATION: { field: 'duration', kind: 'number' },
  BYTES_RECEIVED: { field: 'bytesReceived', kind: 'number' },
  BYTES_SENT: { field: 'bytesSent', kind: 'number' },
  GRPC_STATUS: { field: 'grpcStatus', kind: 'text' },
  GRPC_STATUS_NUMBER: { field: 'grpcStatusNumber', kind: 'number' },
  UPSTREAM_REQUEST_ATTEMPT_COUNT: { field: 'attempts', kind: 'number' },
  REQUESTED_SERVER_NAME: { field: 'sni', kind: 'text' },
  REQUEST_DURATION: { field: 'requestDuration', kind: 'number' },
  RESPONSE_DURATION: { field: 'responseDuration', kind: 'number' },
  RESPONSE_TX_DURATION: { field: 'responseTxDuration', kind: 'number' },
  REQUEST_TX_DURATION: { field: 'requestTxDuration', kind: 'number' },
  PATH: { field: 'path', kind: 'text' },
}

const requestHeaders: Readonly<Record<string, string>> = {
  ':method': 'method', ':path': 'path', 'x-envoy-original-path': 'path', ':authority': 'authority', host: 'authority', ':scheme': 'scheme',
  'x-forwarded-for': 'forwardedFor', 'user-agent': 'userAgent', 'x-request-id': 'requestId', 'content-type': 'contentType',
}

/** The name and kind of the value that an operator prints. */
export function meaningOf(operator: Operator): FieldMeaning {
  const { name, argument } = operator
  const known = meanings[name]
  if (known !== undefined) return known
  if (argument === undefined) return { field: toCamelCase(name), kind: 'text' }
  const headers = argument.toLowerCase().split('?').map(header => header.trim())
  if (name === 'REQ' || name === 'REQUEST_HEADER') {
    const [field] = headers.map(header => requestHeaders[header]).filter(found => found !== undefined)
    return { field: field ?? `req.${headers[0] ?? ''}`, kind: 'text' }
  }
  if (name === 'RESP' || name === 'RESPONSE_HEADER') {
    if (headers.includes('x-envoy-upstream-service-time')) return { field: 'upstreamServiceTime', kind: 'number' }
    if (headers.includes('content-type')) return { field: 'contentType', kind: 'text' }
    if (headers.includes('grpc-status')) return { field: 'grpcStatusHeader', kind: 'text' }
    return { field: `resp.${headers[0] ?? ''}`, kind: 'text' }
  }
  if (name === 'TRAILER' || name === 'RESPONSE_TRAILER') {
    return { field: headers.includes('grpc-status') ? 'grpcStatusHeader' : `trailer.${headers[0] ?? ''}`, kind: 'text' }
  }
  return { field: `${toCamelCase(name)}(${argument})`, kind: 'text' }
}

function toCamelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** The known operator most like a name, for a mistyped one. */
export function nearestOperator(name: string): string | undefined {
  return nearestName(name, firstMinor.keys())
}
