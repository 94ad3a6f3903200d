import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Problem } from '../../../../src/evidence/problem.ts'
import { parseAccessLine } from '../../../../src/sources/logs/plain/access-line.ts'
import { LogReader } from '../../../../src/sources/logs/plain/log-reader.ts'
import { parseProcessLine } from '../../../../src/sources/logs/plain/process-line.ts'
import { sniffLog } from '../../../../src/sources/logs/sniff.ts'

const prefix = '[2026-11-20 11:02:03.120][17][warning][config] [./source/common/config/grpc_stream.h:152] '

describe('process log lines', () => {
  const closes: [string, { code: number, message: string, target?: string, failingFor?: number }][] = [
    // The five shapes, 2019 to 2026.
    ['[2019-02-13 10:00:00.000][1][warning][upstream] source/common/config/grpc_mux_impl.cc:243] gRPC config stream closed: 13, ', { code: 13, message: '' }],
    [`${prefix}StreamAggregatedResources gRPC config stream closed: 16, Missing Authentication Token`, { code: 16, message: 'Missing Authentication Token' }],
    [`${prefix}StreamAggregatedResources gRPC config stream to appmesh-envoy-management.us-east-1.amazonaws.com:443 closed: 7, denied`,
      { code: 7, message: 'denied', target: 'appmesh-envoy-management.us-east-1.amazonaws.com:443' }],
    [`${prefix}StreamAggregatedResources gRPC config stream to ads closed since 40s ago: 14, no healthy upstream`, { code: 14, message: 'no healthy upstream', target: 'ads', failingFor: 40 }],
    [`${prefix}DeltaAggregatedResources gRPC config stream to ads closed: 14, refused (previously 13, x since 3s ago)`, { code: 14, message: 'refused', target: 'ads' }],
    [`${prefix}StreamAggregatedResources gRPC config stream closed since 500ms ago: 4, late`, { code: 4, message: 'late', failingFor: 0.5 }],
  ]
  for (const [line, expected] of closes) {
    it(line.slice(-70), () => {
      const event = parseProcessLine(line)?.event
      assert.ok(event?.kind === 'close')
      const { code, message, target, failingFor } = event
      assert.deepEqual({ code, message, target, failingFor }, { target: undefined, failingFor: undefined, ...expected })
    })
  }

  const rejections: [string, { type: string, resource: string | undefined, reason: string }][] = [
    [`${prefix}gRPC config for type.googleapis.com/envoy.config.cluster.v3.Cluster rejected: Error adding/updating cluster(s) orders: no such secret`,
      { type: 'envoy.config.cluster.v3.Cluster', resource: 'orders', reason: 'no such secret' }],
    [`${prefix}delta config for type.googleapis.com/envoy.config.route.v3.RouteConfiguration rejected: invalid perl operator: (?!`,
      { type: 'envoy.config.route.v3.RouteConfiguration', resource: undefined, reason: 'invalid perl operator: (?!' }],
    [`${prefix}lds: listener 'in' config rejected: cannot bind`, { type: 'lds', resource: 'in', reason: 'cannot bind' }],
  ]
  for (const [line, expected] of rejections) {
    it(line.slice(-70), () => {
      const event = parseProcessLine(line)?.event
      assert.ok(event?.kind === 'rejection')
      assert.deepEqual({ type: event.type, resource: event.resource, reason: event.reason }, expected)
    })
  }

  it('a TLS failure is kept by its text', () => {
    const event = parseProcessLine('[2026-11-20 11:02:03.120][17][debug][connection] [x.cc:1] [C1] TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED')?.event
    assert.ok(event?.kind === 'tls' && event.reason.endsWith('CERTIFICATE_VERIFY_FAILED'))
  })
  it('another line is only counted by level', () => {
    const line = parseProcessLine('[2026-11-20 11:02:03.120][17][info][main] [x.cc:1] starting main dispatch loop')
    assert.deepEqual([line?.event, line?.level, line?.at], [undefined, 'info', Date.UTC(2026, 10, 20, 11, 2, 3, 120)])
  })
})

const access = (seconds: number, code: number, flags: string, agent = 'curl/8'): string =>
  `[${new Date(Date.UTC(2026, 10, 20, 11, 0, seconds)).toISOString()}] "GET /pay?x=1 HTTP/1.1" ${code} ${flags} 0 19 7 - "-" "${agent}" "a1b2" "orders.shop.local" "10.0.0.7:8080"`

function read(text: string, nowSeconds = 300): ReturnType<LogReader['end']> & { problems: Problem[] } {
  const problems: Problem[] = []
  const reader = new LogReader({ source: 'log', nowSeconds, problems })
  reader.write(Buffer.from(text))
  return { ...reader.end(), problems }
}

describe('access log lines', () => {
  it('reads every field of the default format, whatever stands before it', () => {
    for (const before of ['', '2026-11-20T11:00:01.5Z stdout F ', '{"log":"']) {
      const line = parseAccessLine(before + access(1, 503, 'URX,UF'))
      assert.deepEqual([line?.code, line?.flags, line?.method, line?.path, line?.authority, line?.upstream, line?.duration],
        [503, 'URX,UF', 'GET', '/pay?x=1', 'orders.shop.local', '10.0.0.7:8080', 7], before)
    }
  })
  it('is undefined for a line that was cut', () => assert.equal(parseAccessLine(access(1, 200, '-').slice(0, -20)), undefined))

  it('groups equal lines, keeps health checks apart, and says what it could not read', () => {
    const { access: summary, problems } = read([access(1, 503, 'UF'), access(2, 503, 'UF'), access(3, 200, '-'), access(4, 200, '-', 'Envoy/HC'), access(5, 200, '-').slice(0, -20)].join('\n'))
    assert.deepEqual(summary?.recent.map(group => [group.code, group.flags, group.count, group.p50]), [[503, 'UF', 2, 7], [200, '', 1, 7]])
    assert.deepEqual([summary.healthChecks, summary.parsed, summary.unparsed], [1, 4, 1])
    assert.match(problems[0]?.message ?? '', /1 access-log lines/)
  })

  it('only the end of a log is now', () => {
    const { access: summary } = read([access(0, 503, 'UF'), access(400, 200, '-')].join('\n'))
    assert.deepEqual([summary?.recent.map(group => group.code), summary?.earlier.map(group => group.code)], [[200], [503]])
  })

  it('one file feeds both summaries, and is recognised', () => {
    const mixed = `${prefix}StreamAggregatedResources gRPC config stream closed: 14, x\n${access(1, 200, '-')}\n`
    const both = read(mixed)
    assert.deepEqual([both.access?.parsed, both.process?.streamCloses.length], [1, 1])
    assert.ok(sniffLog(mixed) !== undefined)
    assert.equal(sniffLog('hello\nworld\n'), undefined)
  })

  it('chunks anywhere give the same summary, and no text throws', () => {
    const text = Array.from({ length: 20 }, (_, i) => access(i, i % 3 === 0 ? 503 : 200, '-')).join('\n')
    const whole = read(text).access
    fc.assert(fc.property(fc.integer({ min: 1, max: text.length - 1 }), at => {
      const reader = new LogReader({ source: 'log', nowSeconds: 300, problems: [] })
      reader.write(Buffer.from(text.slice(0, at)))
      reader.write(Buffer.from(text.slice(at)))
      assert.deepEqual(reader.end().access, whole)
    }), { numRuns: 50 })
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
      const reader = new LogReader({ source: 'log', nowSeconds: 300, problems: [] })
      reader.write(bytes)
      reader.end()
    }))
  })
})
