import assert from 'node:assert/strict'
import { countText, lines } from './count-text.ts'

const at = (second: number, text: string, level = 'info'): string => `[2026-11-20 11:00:${String(second).padStart(2, '0')}.000][17][${level}][main] [x.cc:1] ${text}`
const ejected = (host: string): string => JSON.stringify({ type: 'CONSECUTIVE_5XX', timestamp: '2026-11-20T11:00:09.000Z', cluster_name: 'orders', upstream_url: host, action: 'EJECT', enforced: true })

describe('logs: process lines', () => {
  it('equal events of several inputs are one, weightiest first, each with its meaning and rule', () => {
    const close = 'StreamAggregatedResources gRPC config stream to ads closed: 7, denied'
    const { process } = countText([
      lines(at(1, 'initializing epoch 0 (base id=1)'), at(2, close, 'warning'), at(3, 'something new')),
      lines(at(4, 'initializing epoch 0 (base id=2)'), at(5, close, 'warning'), at(6, 'Caught Segmentation fault, suspect faulting address 0x0', 'critical'), ejected('10.0.0.7:80'), ejected('10.0.0.8:80'), ejected('10.0.0.7:80')),
    ])
    assert.deepEqual(process?.events.map(({ kind, text, count }) => [kind, text, count]), [
      ['crash', 'Caught Segmentation fault, suspect faulting address 0x0', 1], ['config stream closed', '7, denied (ads)', 2],
      ['host ejected', 'orders 10.0.0.7:80 (CONSECUTIVE_5XX)', 2], ['host ejected', 'orders 10.0.0.8:80 (CONSECUTIVE_5XX)', 1], ['start', 'initializing epoch 0 (base id=1)', 2],
    ])
    const [, closed] = process.events
    assert.deepEqual([closed?.first, closed?.last, closed?.rules.includes('control-plane/grpc-permission-denied')], ['2026-11-20T11:00:02.000Z', '2026-11-20T11:00:05.000Z', true])
    assert.match(closed?.meaning ?? '', /knows who asks and refuses/)
    assert.deepEqual([process.lines, process.from, process.to, process.others], [9, '2026-11-20T11:00:01.000Z', '2026-11-20T11:00:09.000Z', { info: 1 }])
  })

  it('a message over several lines is one event, also at the end of an input', () => {
    const { process, unread } = countText([lines(at(1, 'gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s) a: bad chain', 'warning'), 'b: cannot bind')])
    assert.deepEqual(process?.events.map(({ kind, text }) => [kind, text]), [
      ['configuration rejected', 'envoy.config.listener.v3.Listener a: bad chain'], ['configuration rejected', 'envoy.config.listener.v3.Listener b: cannot bind'],
    ])
    assert.deepEqual(unread.samples, [])
  })

  // One line of each kind that documents and captures show.
  const shapes: [string, string][] = [
    ['[2019-02-01 16:58:05.736][1][warning][upstream] source/common/config/grpc_mux_impl.cc:243] gRPC config stream closed: 13,', 'config stream closed'],
    ['[2023-02-22 20:27:14.757][37][debug][connection] [x/ssl_socket.cc:233] [C1406] remote address:10.0.11.203:36680,TLS error: 268435648:SSL routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE', 'TLS error'],
    ['upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER', 'TLS error'],
    ['gRPC config for type.googleapis.com/envoy.api.v2.Listener rejected: Error adding/updating listener(s) l: cannot bind', 'configuration rejected'],
    ['[2020-08-07 23:50:10.468][32][debug][conn_handler] [x.cc:321] closing connection: no matching filter chain found', 'no matching filter chain'],
    ['dispatch error: http/1.1 protocol error: HPE_INVALID_METHOD', 'malformed request'],
    ['[2023-08-15 07:17:31.634][1][info] [AppNet Agent] Server started, /var/run/ecs/appnet_admin.sock', 'App Mesh Agent'],
    ['time="2023-08-15T07:17:31Z" level=info msg="Agent Environment Variables: [APPNET_ENVOY_RESTART_COUNT=3]"', 'App Mesh Agent'],
    ['Did not find Envoy configuration file at /tmp/envoy.yaml, creating one.', 'App Mesh start script'],
    ['[err] evsig_init_: socketpair: Too many open files', 'no file descriptors left'],
    ['[2023-01-11 18:18:57.730][15][warning][main] [x.cc:843] caught ENVOY_SIGTERM', 'SIGTERM'],
    ['[2026-11-20 11:00:00.000][1][warning][config] [x.h:1] gRPC config: initial fetch timed out for type.googleapis.com/envoy.config.cluster.v3.Cluster', 'initial fetch timed out'],
    ['[2026-11-20 11:00:00.000][1][critical][assert] [x.cc:1] assert failure: false. Details: x', 'crash'],
    ['[2026-11-20 11:00:00.000][1][error][envoy_bug] [x.cc:1] envoy bug failure: false. Details: socket(2) failed, got error: x', 'bug reported by Envoy'],
    ['2026-11-20T11:02:03.120000Z\twarning\tenvoy config external/envoy/source/x.h:190\tStreamAggregatedResources gRPC config stream to xds-grpc closed: 14, connection error\tthread=17', 'config stream closed'],
  ]
  for (const [line, kind] of shapes) it(`${kind}: ${line.slice(-60)}`, () => assert.deepEqual(countText([`${line}\n`]).process?.events.map(event => event.kind), [kind]))

  it("Istio's agent beside its Envoy is a process log too", () => {
    assert.deepEqual(countText(['2026-11-20T11:02:03.120000Z\tinfo\txdsproxy\tconnected to upstream XDS server: istiod:15012\n']).process?.others, { info: 1 })
  })
})
