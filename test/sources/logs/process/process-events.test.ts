import assert from 'node:assert/strict'
import type { ProcessLogPart } from '../../../../src/evidence/parts.ts'
import { ProcessEvents } from '../../../../src/sources/logs/process/process-events.ts'

const prefix = '[2026-11-20 11:02:03.120][17][warning][config] [./source/common/config/grpc_stream.h:152] '

function read(...lines: string[]): ProcessLogPart {
  const events = new ProcessEvents('envoy.log')
  for (const line of lines) events.add(line)
  const part = events.finish()
  assert.ok(part !== undefined, 'no line was taken for a process line')
  return part
}

describe('process log', () => {
  const failedStarts: [string, string][] = [
    ["error `Unable to parse JSON as proto (INVALID_ARGUMENT: could not find @type 'type.googleapis.com/envoy.config.trace.v2.ZipkinConfig'): {\"admin\": {\"token\": \"s3cret\"}}` initializing config '  envoy.json'",
      "INVALID_ARGUMENT: could not find @type 'type.googleapis.com/envoy.config.trace.v2.ZipkinConfig'"],
    ["error `tcp statsd: unknown cluster 'statsd'` initializing config 'goo.gle/debugonly   ", "tcp statsd: unknown cluster 'statsd'"],
    ["error initializing configuration '/tmp/envoy.yaml': malformed IP address: x", 'malformed IP address: x'],
  ]
  for (const [text, reason] of failedStarts) {
    it(`a start that fails tells its reason, and nothing of the bootstrap: ${reason}`, () => {
      const { notices } = read(`[2026-11-20 11:02:03.120][17][critical][main] [source/server/server.cc:449] ${text}`)
      assert.deepEqual(notices.map(({ kind, sample, count }) => ({ kind, sample, count })), [{ kind: 'start failed', sample: reason, count: 1 }])
    })
  }

  const closes: [string, { method: string, code: number, message: string, target?: string, failingFor?: number }][] = [
    ['[2019-02-13 10:00:00.000][1][warning][upstream] source/common/config/grpc_mux_impl.cc:243] gRPC config stream closed: 13, ', { method: '', code: 13, message: '' }],
    ['[2019-02-01 16:58:05.736][1][warning][upstream] source/common/config/grpc_mux_impl.cc:243] gRPC config stream closed: 13,', { method: '', code: 13, message: '' }],
    [`${prefix}StreamAggregatedResources gRPC config stream closed: 16, Missing Authentication Token`, { method: 'StreamAggregatedResources', code: 16, message: 'Missing Authentication Token' }],
    [`${prefix}StreamAggregatedResources gRPC config stream closed: 14, no healthy upstream (previously 13, upstream, gone since 3s ago)`,
      { method: 'StreamAggregatedResources', code: 14, message: 'no healthy upstream' }],
    [`${prefix}StreamAggregatedResources gRPC config stream to appmesh-envoy-management.us-east-1.amazonaws.com:443 closed: 7, denied`,
      { method: 'StreamAggregatedResources', code: 7, message: 'denied', target: 'appmesh-envoy-management.us-east-1.amazonaws.com:443' }],
    [`${prefix}StreamAggregatedResources gRPC config stream to ads closed since 40s ago: 14, no healthy upstream`,
      { method: 'StreamAggregatedResources', code: 14, message: 'no healthy upstream', target: 'ads', failingFor: 40 }],
    [`${prefix}DeltaAggregatedResources gRPC config stream to ads closed: 14, refused (previously 13, x since 3s ago)`,
      { method: 'DeltaAggregatedResources', code: 14, message: 'refused', target: 'ads' }],
    [`${prefix}StreamAggregatedResources gRPC config stream closed since 500ms ago: 4, late`,
      { method: 'StreamAggregatedResources', code: 4, message: 'late', failingFor: 0.5 }],
    // Istio's line, fine-grain logging, and a line copied without its beginning.
    ['2026-11-20T11:02:03.120000Z\twarning\tenvoy config external/envoy/source/common/config/grpc_stream.h:190\tStreamAggregatedResources gRPC config stream to xds-grpc closed: 14, connection error\tthread=17',
      { method: 'StreamAggregatedResources', code: 14, message: 'connection error', target: 'xds-grpc' }],
    ['[2026-11-20 11:02:03.120][17][warning] [source/x/grpc_stream.h:152] StreamSecrets gRPC config stream to sds closed: 12, unknown service', { method: 'StreamSecrets', code: 12, message: 'unknown service', target: 'sds' }],
    ['StreamAggregatedResources gRPC config stream closed: 3, Resource not found: mesh/shop/virtualNode/orders', { method: 'StreamAggregatedResources', code: 3, message: 'Resource not found: mesh/shop/virtualNode/orders' }],
    ['{"level":"warning","time":"2026-11-20 11:02:03.120","msg":"StreamAggregatedResources gRPC config stream to ads closed: 8, quota"}', { method: 'StreamAggregatedResources', code: 8, message: 'quota', target: 'ads' }],
  ]
  for (const [line, expected] of closes) {
    it(`close: ${line.slice(-70)}`, () => {
      const [{ method, code, message, target, failingFor } = {}, ...more] = read(line).streamCloses
      assert.deepEqual({ method, code, message, target, failingFor }, { target: undefined, failingFor: undefined, ...expected })
      assert.equal(more.length, 0)
    })
  }

  it('groups closes by method, code and message, with first, last and whether the last is recent', () => {
    const at = (time: string, text: string): string => `[2026-11-20 ${time}][1][warning][config] [x.h:1] StreamAggregatedResources gRPC config stream to ads ${text}`
    const { streamCloses } = read(
      at('11:00:00.000', 'closed: 16, expired'), at('11:20:00.000', 'closed since 31s ago: 14, gone'), at('11:21:00.000', 'closed since 91s ago: 14, gone'))
    assert.deepEqual(streamCloses.map(({ code, count, recent, failingFor }) => ({ code, count, recent, failingFor })), [
      { code: 16, count: 1, recent: false, failingFor: undefined }, { code: 14, count: 2, recent: true, failingFor: 91 },
    ])
    assert.equal(streamCloses[1]?.first?.toISOString(), '2026-11-20T11:20:00.000Z')
    assert.equal(streamCloses[1].last?.toISOString(), '2026-11-20T11:21:00.000Z')
  })

  const rejections: [string[], { type: string, resource: string | undefined, reason: string }[]][] = [
    [[`${prefix}gRPC config for type.googleapis.com/envoy.config.cluster.v3.Cluster rejected: Error adding/updating cluster(s) orders: no such secret`],
      [{ type: 'envoy.config.cluster.v3.Cluster', resource: 'orders', reason: 'no such secret' }]],
    [[`${prefix}delta config for type.googleapis.com/envoy.config.route.v3.RouteConfiguration rejected: invalid perl operator: (?!`],
      [{ type: 'envoy.config.route.v3.RouteConfiguration', resource: undefined, reason: 'invalid perl operator: (?!' }]],
    [[`${prefix}lds: listener 'in' config rejected: cannot bind '0.0.0.0:80': Permission denied`],
      [{ type: 'lds', resource: 'in', reason: "cannot bind '0.0.0.0:80': Permission denied" }]],
    [[`${prefix}cds: cluster 'orders' config rejected: Invalid path: /keys/ca.pem`], [{ type: 'cds', resource: 'orders', reason: 'Invalid path: /keys/ca.pem' }]],
    [[`${prefix}listener 'in' failed to bind or apply socket options: cannot bind 'a:1': Address already in use`],
      [{ type: 'lds', resource: 'in', reason: "cannot bind 'a:1': Address already in use" }]],
    [['gRPC config for type.googleapis.com/envoy.api.v2.Listener rejected: Error adding/updating listener(s) lds_ingress_0.0.0.0_port_80: cannot bind'],
      [{ type: 'envoy.api.v2.Listener', resource: 'lds_ingress_0.0.0.0_port_80', reason: 'cannot bind' }]],
    // Several resources in one message, one a line.
    [[`${prefix}gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s) a: bad chain`, 'b: cannot bind', '',
      '[2026-11-20 11:02:04.000][17][info][main] [x.cc:1] starting main dispatch loop'],
    [{ type: 'envoy.config.listener.v3.Listener', resource: 'a', reason: 'bad chain' }, { type: 'envoy.config.listener.v3.Listener', resource: 'b', reason: 'cannot bind' }]],
    // Up to 1.15 the name stands at the end.
    [[`${prefix}gRPC config for type.googleapis.com/envoy.api.v2.Cluster rejected: Error adding/updating cluster(s) : Proto constraint validation failed (x): name: "cds_egress_a"`],
      [{ type: 'envoy.api.v2.Cluster', resource: 'cds_egress_a', reason: 'Proto constraint validation failed (x): name: "cds_egress_a"' }]],
  ]
  for (const [lines, expected] of rejections) {
    it(`refusal: ${lines[0]?.slice(-70)}`, () => {
      assert.deepEqual(read(...lines).rejections.map(({ type, resource, reason }) => ({ type, resource, reason })), expected)
    })
  }

  it('TLS failures are grouped by their text, whatever connection they are of', () => {
    const line = (id: number): string => `[2026-11-20 11:02:03.120][17][debug][connection] [x.cc:1] [C${id}] remote address:10.0.0.${id}:1,TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED`
    const { tlsErrors } = read(line(1), line(2), '[2026-11-20 11:02:04.120][17][debug][config] [x.cc:1] verify cert failed: SAN matcher')
    assert.deepEqual(tlsErrors.map(({ reason, count }) => [reason, count]), [
      ['TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED', 2], ['verify cert failed: SAN matcher', 1],
    ])
  })

  it('everything else is counted by kind or by level', () => {
    const { notices, others, lines } = read(
      '[2026-11-20 11:02:03.120][17][info][main] [x.cc:1] starting main dispatch loop',
      '[2026-11-20 11:02:03.121][17][critical][backtrace] [x.h:1] Caught Segmentation fault, suspect faulting address 0x0',
      '[2026-11-20 11:02:03.122][17][info][misc] [x.cc:1] something new',
      'time="2023-08-15T07:17:31Z" level=info msg="Agent Environment Variables: [A=b]"',
      '[2023-08-15 07:17:31.634][1][info] [AppNet Agent] Server started, /var/run/x.sock',
      'Starting Envoy.')
    assert.deepEqual(Object.fromEntries(notices.map(({ kind, count }) => [kind, count])), { 'main loop began': 1, crash: 1, 'App Mesh Agent': 2, 'App Mesh start script': 1 })
    assert.deepEqual([others, lines], [{ info: 1 }, 6])
  })

  it('a crash is one event with its uppermost frames; its further lines are counted', () => {
    const line = (text: string): string => `[2026-11-20 11:02:03.121][17][critical][backtrace] [./source/server/backtrace.h:104] ${text}`
    const { notices, others, lines } = read(
      line('Caught Segmentation fault, suspect faulting address 0x0'), line('Backtrace (use tools/stack_decode.py to get line numbers):'),
      line('Envoy version: abc/1.29.12/Clean/RELEASE/BoringSSL'), line('#0: __restore_rt [0x7f]'), line('#1: Envoy::Http::X::decode() [0x55]'), line('#2: main [0x56]'),
      'ActiveStream 0x55, stream_id_: 1', '  headers:')
    assert.deepEqual(notices.map(({ kind, count, sample }) => [kind, count, sample]),
      [['crash', 1, 'Caught Segmentation fault, suspect faulting address 0x0 #0: __restore_rt [0x7f] #1: Envoy::Http::X::decode() [0x55]']])
    assert.deepEqual([others, lines], [{ critical: 5, continued: 2 }, 8])
  })

  it('outlier events are told apart by host, and by whether they were enforced', () => {
    const event = (host: string, more: object): string => JSON.stringify({
      type: 'CONSECUTIVE_5XX', timestamp: '2026-11-20T11:02:03.120Z', cluster_name: 'cds_egress_shop_orders_http_8080', upstream_url: host, action: 'EJECT',
      num_ejections: 1, enforced: true, eject_consecutive_event: {}, ...more,
    })
    const { notices, from } = read(event('10.0.0.7:80', {}), event('10.0.0.7:80', {}), event('10.0.0.8:80', { enforced: false }), event('10.0.0.7:80', { action: 'UNEJECT' }))
    assert.deepEqual(notices.map(({ kind, count, sample }) => [kind, count, sample]), [
      ['host ejected', 2, 'cds_egress_shop_orders_http_8080 10.0.0.7:80 (CONSECUTIVE_5XX)'],
      ['host not ejected: not enforced', 1, 'cds_egress_shop_orders_http_8080 10.0.0.8:80 (CONSECUTIVE_5XX)'],
      ['host returned', 1, 'cds_egress_shop_orders_http_8080 10.0.0.7:80'],
    ])
    assert.equal(from, Date.UTC(2026, 10, 20, 11, 2, 3, 120))
  })

  it('lines of a printed structure go on the line before; alone they are no process lines', () => {
    assert.deepEqual(read('[2026-11-20 11:02:03.120][17][info][main] [x.cc:1] runtime: layers:', '  - name: static', '    x: 1').others, { info: 1, continued: 2 })
    assert.equal(new ProcessEvents('x').add('  - name: static'), false)
  })

  it('keeps a bounded number of different reasons', () => {
    const part = read(...Array.from({ length: 5_000 }, (_, i) => `${prefix}StreamX gRPC config stream to x closed: 14, reason ${i}`))
    assert.equal(part.streamCloses.length, 1_000)
    assert.equal(part.lines, 5_000)
  })
})
