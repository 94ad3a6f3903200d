import assert from 'node:assert/strict'
import fc from 'fast-check'
import { hasHidden } from '../../src/report/escape.ts'
import { displayWidth } from '../../src/report/text/width.ts'
import { explain } from '../../src/explain/explain.ts'
import type { Meaning } from '../../src/explain/meaning.ts'
import { printMeanings } from '../../src/explain/print-meaning.ts'
import { readKnowledge } from './knowledge.ts'

const knowledge = readKnowledge()

const meaningsOf = (question: string): readonly Meaning[] => {
  const answer = explain(question, knowledge)
  return 'meanings' in answer ? answer.meanings : assert.fail(`unknown: ${answer.unknown}; nearest ${answer.nearest.join()}`)
}
/** `kind name` of each answer, parts after their whole. */
const namesOf = (meanings: readonly Meaning[]): string[] => meanings.flatMap(meaning => [`${meaning.kind} ${meaning.name}`, ...namesOf(meaning.parts)])
const sectionOf = (meaning: Meaning | undefined, label: string): string => meaning?.sections.find(section => section.label === label)?.text ?? ''

const time = '[2026-11-20T11:02:17.123Z]'
const processPrefix = '[2026-11-20 11:02:03.120][17][warning][config] [source/common/config/grpc_stream.h:152]'

const rows: [question: string, names: string[]][] = [
  ['UF', ['response flag UF · UpstreamConnectionFailure']],
  ['uf', ['response flag UF · UpstreamConnectionFailure']],
  ['NoRouteFound', ['response flag NR · NoRouteFound']],
  ['URX,UF', ['response flag URX · UpstreamRetryLimitExceeded', 'response flag UF · UpstreamConnectionFailure']],
  ['503 UC', ['response flag UC · UpstreamConnectionTermination']],
  ['UpstreamOverflow,UpstreamRetryLimitExceeded', ['response flag UO · UpstreamOverflow', 'response flag URX · UpstreamRetryLimitExceeded']],
  ['UF,XYZ', ['response flag UF · UpstreamConnectionFailure', 'response flag XYZ']],
  ['7', ['gRPC status 7 PERMISSION_DENIED']],
  ['grpc 16', ['gRPC status 16 UNAUTHENTICATED']],
  ['PermissionDenied', ['gRPC status 7 PERMISSION_DENIED']],
  ['RESOURCE_EXHAUSTED', ['gRPC status 8 RESOURCE_EXHAUSTED']],
  ['503', ['response code 503']],
  ['418', ['response code 418']],
  ['via_upstream', ['response-code detail via_upstream']],
  ['upstream_response_timeout', ['response-code detail response_timeout']],
  ['rbac_access_denied_matched_policy[deny-all]', ['response-code detail rbac_access_denied_matched_policy']],
  ['downstream_local_disconnect(on_idle_timeout)', ['response-code detail downstream_local_disconnect']],
  ['ext_proc_error_gRPC_error_14{timeout}', ['response-code detail ext_proc_error']],
  ['lua_response', ['response-code detail lua_response']],
  ['upstream_reset_before_response_started{connection_termination}', ['response-code detail upstream_reset_before_response_started', 'reset reason connection termination']],
  ['upstream_reset_before_response_started{connection failure,TLS error: 268436502:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN}',
    ['response-code detail upstream_reset_before_response_started', 'reset reason connection failure', 'TLS error SSLV3_ALERT_CERTIFICATE_UNKNOWN']],
  ['upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end}',
    ['response-code detail upstream_reset_before_response_started', 'reset reason remote connection failure', 'TLS error CERTIFICATE_VERIFY_FAILED']],
  ['upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: 111',
    ['response-code detail upstream_reset_before_response_started', 'reset reason remote connection failure', 'transport failure connect error: 111']],
  ['remote refused stream reset', ['reset reason remote refused stream reset']],
  ['CERTIFICATE_VERIFY_FAILED', ['TLS error CERTIFICATE_VERIFY_FAILED']],
  ['certificate_verify_failed', ['TLS error CERTIFICATE_VERIFY_FAILED']],
  ['TLSV1_UNRECOGNIZED_NAME', ['TLS error TLSV1_ALERT_UNRECOGNIZED_NAME']],
  ['268435703', ['TLS error WRONG_VERSION_NUMBER']],
  ['268436575', ['TLS error alert 119 (268436575)']],
  ['33554536', ['TLS error 33554536']],
  ['TLSV1_ALERT_SOMETHING_NEW', ['TLS error TLSV1_ALERT_SOMETHING_NEW']],
  ['self signed certificate in certificate chain', ['TLS error self signed certificate in certificate chain']],
  ['TLS error: Secret is not supplied by SDS', ['TLS error Secret is not supplied by SDS']],
  ['TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: verify SAN list:TLS_error_end',
    ['TLS error CERTIFICATE_VERIFY_FAILED', 'TLS error verify SAN list']],
  ['upstream_cx_connect_fail', ['statistic upstream_cx_connect_fail']],
  ['cluster.a.b.c_http_8080.upstream_rq_pending_overflow: 12', ['statistic upstream_rq_pending_overflow']],
  ['cluster.x.upstream_rq_5xx: 3', ['statistic upstream_rq_5xx']],
  ['envoy_cluster_ssl_fail_verify_san{envoy_cluster_name="a b"} 212', ['statistic fail_verify_san']],
  ['grpc.ads.streams_closed_7: 3', ['statistic streams_closed_7', 'gRPC status 7 PERMISSION_DENIED']],
  ['listener.0.0.0.0_15001.no_filter_chain_match', ['statistic no_filter_chain_match']],
  ['connectivity/upstream-connect-failure', ['rule connectivity/upstream-connect-failure']],
  ['frozen-endpoints', ['rule connectivity/frozen-endpoints']],
  [`${time} "GET /a b HTTP/1.1" 503 URX,UF 0 152 31 - "-" "curl/8" "id-1" "payments" "10.0.0.7:8080"`,
    ['access-log line Envoy\'s default format', 'response flag URX · UpstreamRetryLimitExceeded', 'response flag UF · UpstreamConnectionFailure']],
  [`${time} "GET / HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - "-" "curl" "id" "a" "-" outbound|80||a`,
    ['access-log line another format than Envoy\'s default', 'response flag UH · NoHealthyUpstream']],
  [`${time} "GET / HTTP/1.1" 503 UH no_healthy_upstream - "-" 0 19 0 - "-" "curl" "id" "a" "-" outbound|80||a - 10.0.0.1:80 10.0.0.2:1 - default`,
    ['access-log line Istio\'s default format', 'response flag UH · NoHealthyUpstream', 'response-code detail no_healthy_upstream']],
  ['{"response_flags":"UF","response_code":503,"upstream_transport_failure_reason":"delayed connect error: Connection refused","path":null}',
    ['access-log line JSON', 'response flag UF · UpstreamConnectionFailure', 'transport failure Connection refused']],
  [`${processPrefix} StreamAggregatedResources gRPC config stream to x:443 closed: 7, no`,
    ['process-log line Envoy\'s own log', 'log message gRPC config stream closed', 'gRPC status 7 PERMISSION_DENIED']],
  ['gRPC config stream closed: 13,', ['log message gRPC config stream closed', 'gRPC status 13 INTERNAL']],
  [`${processPrefix} gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s) a: b`,
    ['process-log line Envoy\'s own log', 'log message Error adding/updating listener(s)']],
  [`${processPrefix} never seen before`, ['process-log line Envoy\'s own log']],
]

describe('explain', () => {
  for (const [question, names] of rows) it(question.slice(0, 90), () => assert.deepEqual(namesOf(meaningsOf(question)), names))

  for (const [short, flag] of Object.entries(knowledge.facts['response-flags'].flags)) {
    it(`${short} and ${flag.long} are one flag`, () => assert.deepEqual(meaningsOf(flag.long), meaningsOf(short)))
  }

  it('knows all that it has a fact for, by its own name', () => {
    const { details, resets } = knowledge.facts['response-code-details']
    const { errors, texts, transport } = knowledge.facts['tls-errors']
    const names = [
      ...Object.keys(details), ...Object.keys(resets), ...errors.flatMap(error => [error.name, String(error.code), ...error.was ?? []]),
      ...[...texts, ...transport].map(text => text.text), ...Object.keys(knowledge.facts.stats.stats).map(name => name.replace('<code>', '503').replace('<n>', '7')),
      ...knowledge.facts['process-log'].lines.map(line => `${processPrefix} xx${line.text}`),
    ]
    for (const name of names) assert.ok(meaningsOf(name).length > 0, name)
  })

  it('says who complained about whom', () => {
    assert.match(sectionOf(meaningsOf('CERTIFICATE_VERIFY_FAILED')[0], 'who'), /^This Envoy complained/)
    assert.match(sectionOf(meaningsOf('TLSV1_ALERT_UNKNOWN_CA')[0], 'who'), /^The other side complained/)
    assert.match(sectionOf(meaningsOf('TLSV1_ALERT_SOMETHING_NEW')[0], 'who'), /^The other side complained/)
  })

  it('reads an access-log line field by field', () => {
    const [line] = meaningsOf(`${time} "GET /pay HTTP/2" 503 UF 12 152 31 - "10.1.1.1" "curl \\"x\\" 8" "id-1" "payments" "10.0.0.7:8080"`)
    const fields: [string, RegExp][] = [
      ['time', /^2026-11-20T11:02:17\.123Z/], ['request', /^GET \/pay HTTP\/2$/], ['host', /^payments$/], ['status', /^503$/], ['flags', /^UF$/],
      ['bytes', /^12 of body received, 152 sent$/], ['took', /^31 ms in all; no answer/], ['upstream', /^10\.0\.0\.7:8080$/], ['client', /^curl/], ['from', /^10\.1\.1\.1$/], ['id', /^id-1$/],
    ]
    for (const [label, text] of fields) assert.match(sectionOf(line, label), text, label)
  })

  const told = (line: string, formats: readonly string[] = []): Record<string, string> => {
    const answer = explain(line, knowledge, formats)
    return 'meanings' in answer ? Object.fromEntries(answer.meanings[0]?.sections.map(({ label, text }) => [label, text]) ?? []) : {}
  }

  const gateway = {
    start_time: '2026-11-20T11:02:17.123Z', method: 'GET', 'x-envoy-origin-path': '/get', protocol: 'HTTP/1.1', response_code: '503', response_flags: 'UF', response_code_details: '-', bytes_received: '0', bytes_sent: '0',
    duration: '3', 'x-envoy-upstream-service-time': null, 'user-agent': 'curl', ':authority': 'shop', upstream_host: '10.0.0.1:80', upstream_cluster: 'httproute/a', route_name: 'httproute/a/match/0',
  }
  const formats: [string, string, string[], Record<string, string>][] = [
    ['Istio', `${time} "GET /pay HTTP/1.1" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 1 - "-" "curl" "id" "pay" "-" inbound|80|| - 10.0.0.1:80 10.0.0.2:1 pay.shop default`, [], {
      request: 'GET /pay HTTP/1.1', status: '403', details: 'rbac_access_denied_matched_policy[none]', upstream: 'none was chosen', cluster: 'inbound|80||: the cluster that the route chose',
      SNI: 'pay.shop: the server name that the client asked for in its TLS handshake', blame: 'No upstream was asked: Envoy, a filter or the route made this status.',
    }],
    ['Envoy Gateway', JSON.stringify(gateway), [], { request: 'GET /get HTTP/1.1', status: '503', took: '3 ms in all; no answer of an upstream within it', host: 'shop', cluster: 'httproute/a: the cluster that the route chose' }],
    ['App Mesh text', 'RESULT 503 UF 12ms tenant=blue', ['RESULT %RESPONSE_CODE% %RESPONSE_FLAGS% %DURATION%ms tenant=%REQ(X-TENANT)%\n'], { status: '503', flags: 'UF', took: '12 ms in all', 'request header x-tenant': 'blue' }],
    ['App Mesh JSON', '{"when":"2026-11-20T11:02:17.123Z","result":{"c":"503","f":"UH"},"who":"blue"}', ['{"when":"%START_TIME%","result":{"c":"%RESPONSE_CODE%","f":"%RESPONSE_FLAGS%"},"who":"%REQ(X-TENANT)%"}'],
      { time: '2026-11-20T11:02:17.123Z, when the request began', status: '503', flags: 'UH', who: 'blue' }],
    ['behind what Kubernetes writes', `2026-11-20T11:02:17.5Z stdout F ${time} "GET /a HTTP/1.1" 200 - 0 1 31 30 "-" "c" "i" "a" "10.0.0.7:80"`, [], { request: 'GET /a HTTP/1.1', took: '31 ms in all, 30 ms of it until the upstream answered' }],
  ]
  for (const [name, line, own, fields] of formats) {
    it(`reads a line field by field: ${name}`, () => {
      const sections = told(line, own)
      assert.deepEqual(Object.fromEntries(Object.keys(fields).map(label => [label, sections[label]])), fields)
    })
  }

  const blame: [string, RegExp][] = [
    ['500 - 0 1 31 30 "-" "c" "i" "a" "10.0.0.7:80"', /The upstream answered with this status itself/],
    ['404 - 0 1 31 - "-" "c" "i" "a" "-"', /No upstream was asked/],
    ['200 - 0 1 31 30 "-" "c" "i" "a" "10.0.0.7:80"', /^$/],
    ['503 UF 0 1 31 - "-" "c" "i" "a" "10.0.0.7:80"', /^$/],
  ]
  for (const [rest, text] of blame) it(`blames the right one for ${rest.slice(0, 6)}`, () => assert.match(sectionOf(meaningsOf(`${time} "GET / HTTP/1.1" ${rest}`)[0], 'blame'), text))

  it('says that a status is the application\'s where Envoy does not make it', () => {
    assert.match(sectionOf(meaningsOf('418')[0], 'means'), /Envoy does not make this status/)
    assert.match(sectionOf(meaningsOf('504')[0], 'flags'), /UT \(UpstreamRequestTimeout\)/)
  })

  const unknown: [string, string[]][] = [
    ['UFX', ['UF', 'URX']],
    ['no_healty_upstream', ['no_healthy_upstream', 'NoHealthyUpstream']],
    ['upstream_cx_conect_fail', ['upstream_cx_connect_fail']],
    ['frozen', ['connectivity/frozen-endpoints', 'frozen-endpoints']],
    ['quite something else', []],
    ['', []],
  ]
  for (const [question, nearest] of unknown) {
    it(`does not know ${JSON.stringify(question)}, and says what is near`, () => assert.deepEqual(explain(question, knowledge), { unknown: question, nearest }))
  }

  it('takes any text, and prints nothing that a terminal would obey', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }).map(text => `${time} "GET ${text} HTTP/1.1" 503 UF 0 1 1 - "-" "${text}" "-" "a" "-"`), fc.string({ unit: 'binary' }).map(text => `${processPrefix} ${text} TLS error`))
    fc.assert(fc.property(texts, text => {
      const answer = explain(text, knowledge)
      if ('meanings' in answer) assert.ok(!hasHidden(printMeanings(answer.meanings, knowledge, 80).replaceAll('\n', '')))
    }))
  })

  const hostile: [string, string][] = [
    ['quotes', `${time} "GET / HTTP/1.1" 503 UF 0 1 1 - "${'" "'.repeat(20_000)}`],
    ['blanks', `${time} "GET ${' a'.repeat(20_000)}`],
    ['a long word', 'a_'.repeat(20_000)],
    ['dots', 'cluster.'.repeat(5_000)],
    ['previously', `gRPC config stream closed: 7,${' (previously 1'.repeat(5_000)}`],
    ['brackets', '['.repeat(20_000)],
    ['alerts', 'X_ALERT_Y '.repeat(5_000)],
  ]
  for (const [name, text] of hostile) {
    it(`is done with 100 KB of ${name} in a second`, () => {
      const start = process.hrtime.bigint()
      explain(text, knowledge)
      assert.ok(process.hrtime.bigint() - start < 1_000_000_000n)
    })
  }

  it('prints within the width, with each source once', () => {
    const text = printMeanings(meaningsOf('URX,UF'), knowledge, 80)
    for (const line of text.split('\n')) assert.ok(displayWidth(line) <= 80, line)
    assert.equal(text.match(/^ {2}source/gm)?.length, 1)
    assert.match(text, /rules {3}connectivity\/upstream-connect-failure: The title/)
  })
})
