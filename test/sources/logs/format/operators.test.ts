import assert from 'node:assert/strict'
import { layoutOfText } from '../../../../src/sources/logs/format/layout.ts'
import { operatorSince } from '../../../../src/sources/logs/format/operators.ts'
import { readOneLine } from '../../../../src/sources/logs/read-one-line.ts'

/** One or more of each minor version that brought some, as its change log names them. */
const byVersion: [number, string[]][] = [
  [17, ['START_TIME', 'RESPONSE_FLAGS', 'GRPC_STATUS', 'DYNAMIC_METADATA(a:b)', 'FILTER_STATE(k:PLAIN)', 'CONNECTION_TERMINATION_DETAILS', 'LOCAL_REPLY_BODY']],
  [18, ['FILTER_CHAIN_NAME', 'CLUSTER_METADATA(a:b)']], [19, ['REQUEST_TX_DURATION']], [21, ['UPSTREAM_REQUEST_ATTEMPT_COUNT', 'VIRTUAL_CLUSTER_NAME', 'METADATA(ROUTE:a)']],
  [22, ['GRPC_STATUS_NUMBER', 'ENVIRONMENT(X)', 'UPSTREAM_REMOTE_ADDRESS']], [23, ['UPSTREAM_TLS_VERSION', 'UPSTREAM_PROTOCOL']], [24, ['DOWNSTREAM_HANDSHAKE_DURATION']], [25, ['STREAM_ID']],
  [26, ['DOWNSTREAM_TRANSPORT_FAILURE_REASON', 'ROUNDTRIP_DURATION']], [27, ['ACCESS_LOG_TYPE', 'CEL(request.path)']], [28, ['RESPONSE_FLAGS_LONG']], [29, ['EMIT_TIME']], [30, ['COMMON_DURATION(US_RX_BEG:US_RX_END:ms)', 'UPSTREAM_CONNECTION_ID']],
  [31, ['TRACE_ID', 'UNIQUE_ID', 'UPSTREAM_HOST_NAME']], [32, ['UPSTREAM_CLUSTER_RAW', 'START_TIME_LOCAL']], [33, ['TLS_JA3_FINGERPRINT']], [34, ['PATH', 'QUERY_PARAM(a)', 'CUSTOM_FLAGS']], [35, ['TLS_JA4_FINGERPRINT']],
  [36, ['UPSTREAM_DECOMPRESSED_HEADER_BYTES_SENT']], [37, ['REQUEST_HEADER(X-A?:PATH):20', 'RESPONSE_HEADER(SERVER)', 'RESPONSE_TRAILER(GRPC-STATUS)', 'COALESCE(a)']], [38, ['QUERY_PARAMS', 'SPAN_ID', 'UPSTREAM_HOSTS_ATTEMPTED']],
  [39, ['UPSTREAM_TLS_GROUP']], [40, ['LISTENER_NAME', 'ROUTE_RESOLUTION_COUNT']],
]

describe('operators of Envoy 1.17 to 1.40', () => {
  for (const [minor, operators] of byVersion) {
    for (const operator of operators) {
      it(`%${operator}% of 1.${minor} is read back from a line`, () => {
        assert.equal(operatorSince(operator.replace(/[(:].*$/, '')), minor)
        const format = `code=%RESPONSE_CODE% it=%${operator}%; took=%DURATION%\n`
        assert.ok('layout' in layoutOfText('tested', format))
        // A value that each kind of operator may have: times are in the default format.
        const value = /TIME(?:_LOCAL)?$/.test(operator) && !operator.startsWith('EMIT') ? '2026-11-20T11:00:00.000Z' : '7'
        assert.deepEqual(readOneLine(`code=503 it=${value}; took=12`, [format])?.fields.map(({ text }) => text), ['503', value, '12'])
      })
    }
  }

  it('one that Envoy has not is a mistake at its place', () => {
    const read = layoutOfText('tested', 'a %RESPONSE_COD%')
    assert.deepEqual('mistakes' in read ? read.mistakes.map(({ offset, unknownOperator }) => [offset, unknownOperator]) : [], [[2, 'RESPONSE_COD']])
  })
})
