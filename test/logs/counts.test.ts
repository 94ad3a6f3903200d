import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { LogFailure } from '../../src/logs/log-report.ts'
import { LineCounter } from '../../src/logs/query/line-counter.ts'
import { access, countText, lines } from './count-text.ts'

const tell = (failure: LogFailure): unknown[] => [failure.requests, failure.code, failure.flags, failure.path, failure.authority, failure.upstream]

describe('logs: counts', () => {
  it('groups failures by code, flags, authority, path template and upstream', () => {
    const report = countText([lines(
      access({ code: 503, flags: 'URX,UF', path: '/orders/123?x=1' }), access({ code: 503, flags: 'URX,UF', path: '/orders/456' }), access({ code: 404, flags: 'NR', upstream: '-' }), access(),
    )])
    assert.deepEqual(report.failures.map(tell), [
      [2, 503, 'URX,UF', '/orders/*', 'orders.shop.local', '10.0.0.7:8080'], [1, 404, 'NR', '/pay', 'orders.shop.local', ''],
    ])
    assert.deepEqual([report.requests, report.errors, report.healthChecks], [4, 3, 0])
  })

  const flags: [string, string, readonly string[]][] = [
    ['UF', 'Envoy could not open a connection', ['connectivity/upstream-connect-failure']],
    ['URX,UF', 'Envoy could not open a connection', ['connectivity/upstream-connect-failure']],
    ['UH', 'The cluster has no host', ['connectivity/no-healthy-upstream']],
    ['XYZ', 'Not a flag that Envoy defines: XYZ', []],
    ['-', 'The upstream answered 503 itself', []],
  ]
  for (const [flag, meaning, rules] of flags) {
    it(`${flag} is explained, with the rule that judges it`, () => {
      const [failure] = countText([lines(access({ code: 503, flags: flag }))]).failures
      assert.equal(failure?.meaning.slice(0, meaning.length), meaning)
      assert.deepEqual(failure.rules, rules)
    })
  }

  it('the reason of the transport says more than the flag', () => {
    const format = '%START_TIME% %RESPONSE_CODE% %RESPONSE_FLAGS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" "%REQ(:METHOD)%"\n'
    const [failure] = countText(['2026-11-20T11:00:00.000Z 503 UF "TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_SAN_matcher:TLS_error_end" "GET"\n'], { formats: [format] }).failures
    assert.match(failure?.meaning ?? '', /certificate/)
    assert.equal(failure?.rules[0], 'tls/upstream-san-mismatch')
  })

  it('flags are read in both spellings', () => {
    const format = '%START_TIME% %RESPONSE_CODE% %RESPONSE_FLAGS_LONG%\n'
    const report = countText(['2026-11-20T11:00:00.000Z 503 UpstreamRetryLimitExceeded,UpstreamConnectionFailure\n'], { formats: [format], where: 'flags.contains("UF")' })
    assert.deepEqual(report.failures.map(failure => failure.flags), ['URX,UF'])
  })

  it('a gRPC status counts where the content type says gRPC, and is not believed elsewhere', () => {
    const format = '%RESPONSE_CODE% %GRPC_STATUS% %REQ(CONTENT-TYPE)% %REQ(:METHOD)% %REQ(:PATH)%\n'
    const report = countText(['200 Unavailable application/grpc POST /shop.Orders/Get\n200 Unknown application/json GET /pay\n200 Unknown - GET /pay\n'], { formats: [format] })
    assert.deepEqual([report.requests, report.errors, report.failures[0]?.grpcStatus], [3, 1, 14])
  })

  it('a named route stands for its paths', () => {
    const format = '%RESPONSE_CODE% %RESPONSE_FLAGS% %REQ(:PATH)% %ROUTE_NAME%\n'
    const report = countText(['503 UF /a pay\n503 UF /b pay\n503 UF /c default\n'], { formats: [format] })
    assert.deepEqual(report.failures.map(failure => [failure.requests, failure.path]), [[2, 'pay'], [1, '/c']])
  })

  it('fields that vary too much are given up, with their number', () => {
    const report = countText([lines(...Array.from({ length: 60 }, (_, i) => access({ code: 503, flags: 'UF', path: `/p${String.fromCharCode(97 + i % 20)}`, upstream: `10.0.0.${i}:80` })))])
    assert.deepEqual(report.failures.map(failure => [failure.requests, failure.distinct, failure.upstream, failure.authority]), [[60, { upstream: 60, path: 20 }, '', 'orders.shop.local']])
    assert.deepEqual(countText([lines(...Array.from({ length: 60 }, (_, i) => access({ code: 503, flags: 'UF', upstream: `10.0.0.${i}:80` })))], { top: 100 }).failures.length, 60)
  })

  it('more groups than are told apart are folded, and none is lost', () => {
    const many = countText([lines(...Array.from({ length: 13_000 }, (_, i) => access({ code: 503, flags: 'UF', authority: `a${i % 130}`, upstream: `u${Math.floor(i / 130)}` })))], { by: ['authority', 'upstream'], top: 20_000 })
    assert.equal(many.folded, 3_000)
    assert.deepEqual(many.groups[0]?.rows[0]?.values, ['(others)', '(others)'])
    assert.equal(many.groups[0].rows.reduce((sum, row) => sum + row.requests, 0), 13_000)
  })

  it('latency is told by authority and by upstream', () => {
    const { latency } = countText([lines(access({ duration: 10 }), access({ duration: 20 }), access({ duration: 30, authority: 'b', upstream: '-' }))])
    assert.deepEqual(latency.authority.map(row => [row.values, row.requests, row.p50, row.max]), [[['orders.shop.local'], 2, 10, 20], [['b'], 1, 30, 30]])
    assert.deepEqual(latency.upstream.map(row => row.values), [['10.0.0.7:8080']])
  })

  it('what Envoy refuses itself is a failure, what an upstream refuses or a route is configured to answer is none', () => {
    const istio = (code: number, details: string, upstream = '-'): string => `[2026-11-20T11:00:00.000Z] "GET /pay HTTP/1.1" ${code} - ${details} - "-" 0 19 1 - "-" "curl" "id" "pay" "${upstream}" inbound|80|| - 10.0.0.1:80 10.0.0.2:1 - default`
    const report = countText([lines(
      istio(403, 'rbac_access_denied_matched_policy[none]'), istio(429, 'local_rate_limited'), istio(401, 'jwt_authn_access_denied{Jwt_is_missing}'),
      istio(403, 'via_upstream', '10.0.0.7:80'), istio(429, 'via_upstream', '10.0.0.7:80'), istio(403, 'direct_response'), istio(404, 'direct_response'), istio(301, 'direct_response'),
    )])
    assert.deepEqual([report.requests, report.errors, report.failures.map(failure => [failure.code, failure.details])],
      [8, 3, [[401, 'jwt_authn_access_denied{Jwt_is_missing}'], [403, 'rbac_access_denied_matched_policy[none]'], [429, 'local_rate_limited']]])
    const grpc = '%RESPONSE_CODE% %GRPC_STATUS% %REQ(CONTENT-TYPE)% %REQ(:METHOD)% %REQ(:PATH)% %UPSTREAM_HOST%\n'
    assert.equal(countText(['200 PermissionDenied application/grpc POST /a.B/C -\n200 PermissionDenied application/grpc POST /a.B/C 10.0.0.7:80\n'], { formats: [grpc] }).errors, 1)
  })

  it('a format that prints no upstream does not say who refused', () => {
    assert.equal(countText(['403 - GET /\n429 - GET /\n'], { formats: ['%RESPONSE_CODE% %RESPONSE_FLAGS% %REQ(:METHOD)% %REQ(:PATH)%\n'] }).errors, 0)
  })

  it('each --by is a table of its own', () => {
    const { groups } = countText([lines(access(), access({ code: 503, flags: 'UF' }), access({ authority: 'b' }))], { by: [['code', 'flags'], ['authority']], top: 1 })
    assert.deepEqual(groups.map(({ by, rows, more }) => [by, rows.map(row => row.values), more]), [[['code', 'flags'], [['200', '']], { groups: 1, requests: 1 }], [['authority'], [['orders.shop.local']], { groups: 1, requests: 1 }]])
  })

  it('--by groups all requests, also by input', () => {
    const report = countText([lines(access(), access({ code: 503, flags: 'UF' })), lines(access())], { by: ['source', 'flags'] })
    assert.deepEqual(report.groups[0]?.rows.map(row => [row.values, row.requests, row.errors]), [[['a', ''], 1, 0], [['a', 'UF'], 1, 1], [['b', ''], 1, 0]])
  })

  it('samples are lines with their place', () => {
    const json = '{"response_code":503,"response_flags":"UF","path":"/a\\"b","method":"GET","duration":1}'
    const report = countText([lines(access(), access({ code: 503, flags: 'UF' }), access({ code: 503, flags: 'UF', seconds: 2 }), json)], { samples: 1 })
    assert.deepEqual(report.failures.map(failure => failure.samples), [[{ source: 'a', line: 2, text: access({ code: 503, flags: 'UF' }) }], [{ source: 'a', line: 4, text: json }]])
  })

  it('a window leaves out what is before and after, undated lines stay', () => {
    const at = (seconds: number): number => Date.UTC(2026, 10, 20, 11, 0, seconds)
    const report = countText([lines(access({ seconds: 1 }), access({ seconds: 5 }), access({ seconds: 9 }), access().replace(/^\S+ /, ''))], { since: at(2), until: at(6) })
    assert.deepEqual([report.requests, report.leftOut, report.undated], [2, 2, 1])
  })

  it('a window that moves on forgets what is older, a twelfth of it at a time, and tells the rest whole', () => {
    const minute = 60_000
    const counter = new LineCounter({ by: [['code']], where: undefined, since: undefined, until: undefined, interval: undefined, samples: 0 }, [], 5 * minute)
    const input = counter.openInput('a')
    for (let seconds = 0; seconds <= 3_600; seconds += 1) input.write(Buffer.from(lines(access({ seconds, code: seconds < 3_400 ? 503 : 200, flags: '-' }))))
    const { totals, groupings } = counter.rows
    assert.ok(totals.requests >= 300 && totals.requests <= 330, `${totals.requests}`)
    assert.equal(totals.to - totals.from, (totals.requests - 1) * 1_000)
    assert.deepEqual(groupings[0]?.list().map(group => [group.values, group.count]), [[['503'], totals.requests - 201], [['200'], 201]])
  })

  it('the counts of all groups add up, whatever the lines', () => {
    const line = fc.record({
      code: fc.constantFrom(200, 404, 500, 503, 0), flags: fc.constantFrom('-', 'UF', 'DC', 'DI', 'URX,UF'), authority: fc.constantFrom('a', 'b', '-'), upstream: fc.constantFrom('u', '-'),
      duration: fc.nat(100_000), seconds: fc.nat(10_000), agent: fc.constantFrom('x', 'Envoy/HC'),
    })
    fc.assert(fc.property(fc.array(line, { maxLength: 60 }), said => {
      const text = lines(...said.map(access))
      const plain = countText([text], { top: 1_000 })
      const by = countText([text], { by: ['code', 'flags', 'authority', 'upstream'], top: 1_000, interval: 60_000 })
      const sum = (list: readonly { requests: number }[]): number => list.reduce((total, item) => total + item.requests, 0)
      assert.equal(plain.requests + plain.healthChecks, said.length)
      assert.equal(sum(plain.failures), plain.errors)
      assert.equal(sum(by.groups[0]?.rows ?? []), plain.requests)
      assert.equal(by.groups[0]?.rows.reduce((total, row) => total + row.errors, 0), plain.errors)
      assert.equal(sum(by.series?.slices ?? []), plain.requests)
      assert.equal(sum(plain.series?.slices ?? []), plain.requests)
    }), { numRuns: 100 })
  })
})
