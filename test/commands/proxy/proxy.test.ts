import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeEnvoy, sickHandlers } from '../../fake-envoy.ts'
import { runCli } from '../../run-cli.ts'

const panicMode = 'fixtures/connectivity-panic-mode'
const run = (...args: string[]): ReturnType<typeof runCli> => runCli(['proxy', ...args])
const bootstrapDump = JSON.stringify({ configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump', bootstrap: {
  node: { id: 'n' }, admin: { address: { socket_address: { address: '127.0.0.1', port_value: 9901 } } },
  dynamic_resources: { ads_config: { api_type: 'GRPC', grpc_services: [{ google_grpc: { target_uri: 'xds:18000', stat_prefix: 'ads' }, initial_metadata: [{ key: 'authorization', value: 'Bearer abcdef0123456789abcdef' }] }] } },
  static_resources: { secrets: [{ name: 's', tls_certificate: { password: { inline_string: 'hunter2hunter2' } } }] },
  tracing: { http: { name: 'envoy.tracers.datadog', typed_config: { api_token: 'tok-1234567890' } } },
} }] })

describe('meshmedic proxy', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
    writeFileSync(join(folder, 'clusters.txt'), 'a::observability_name::a\na::added_via_api::true\na::10.0.0.1:80::health_flags::/failed_outlier_check\na::10.0.0.2:80::health_flags::healthy\n')
    writeFileSync(join(folder, 'stats.txt'), 'cluster.a.membership_total: 2\ncluster.a.membership_healthy: 1\ncluster.a.upstream_cx_total: 5\nserver.uptime: 600\nserver.live: 1\ncluster_manager.active_clusters: 1\n')
    writeFileSync(join(folder, 'bootstrap.json'), bootstrapDump)
  })
  after(() => rmSync(folder, { recursive: true }))

  for (const [args, code, output] of [
    [['clusters', panicMode, '--proxy', 'checkout'], 0, /payments +http +8080 +egress +(?:EDS +)?active +0 of 1 +none/],
    [['clusters', panicMode, '--name', 'payments', '--direction', 'ingress'], 0, /Clusters: 0 of 3[^]*Clusters: 1 of 3/],
    [['clusters', panicMode, '--status', 'healthy'], 0, /Clusters: 0 of 3[^]*Clusters: 1 of 3\n[^]*payments's application/],
    [['listeners', panicMode, '--direction', 'ingress', '--proxy', 'payments'], 0, /Listeners: 1 of 4[^]*routes rds_ingress/],
    [['routes', panicMode, '--proxy', 'checkout'], 0, /  rds_egress_http_8080\n +payments\.shop\.local\[:8080\] +prefix \/ +payments +15 s +2\n/],
    [['endpoints', panicMode, '--status', 'unhealthy', '--proxy', 'checkout'], 0, /127\.20\.0\.2:8080 +fails its health check; used in panic +payments/],
    [['endpoints', panicMode, '--status', 'healthy'], 0, /Endpoints: 0 of 3[^]*Endpoints: 1 of 3/],
    [['secrets', 'fixtures/tls-upstream-san-mismatch'], 0, /chain +\d+ +2027-\d\d-\d\d +other\.apps\.local/],
    [['secrets', 'fixtures/tls-upstream-san-mismatch', '--at', '2028-01-01T00:00:00Z', '--status', 'expired', '--proxy', 'payments'], 0, /chain +-\d+ /],
    [['stats', panicMode, '--name', '*.lb_healthy_panic', '--changed', '--proxy', 'checkout'], 0, /lb_healthy_panic +157 +\+139 +9\.9\n +Growth over 14 s/],
    [['bootstrap', panicMode, '--proxy', 'checkout'], 0, /node\n +id +mesh\/shop\/virtualNode\/checkout[^]*google_grpc/],
    [['bootstrap', 'bootstrap.json'], 0, /control plane\n +- +xds:18000 by google_grpc/],
    [['endpoints', 'clusters.txt', '--status', 'ejected'], 0, /10\.0\.0\.1:80 +ejected by outlier detection +a\n/],
    [['clusters', 'clusters.txt'], 0, /a +80 +1 of 2\n +Not known \(\?\): type, state, TLS, health check: no Envoy config_dump given/],
    [['clusters', 'stats.txt'], 0, /a +1 of 2\n/],
    [['endpoints', 'stats.txt'], 3, /Endpoints: not known/],
    [['routes', 'stats.txt'], 3, /Routes: not known\n +no Envoy config_dump given/],
    [['clusters', panicMode, '--proxy', 'chekout'], 2, /^$/],
    [['clusters'], 2, /^$/],
    [['clusters', 'http://127.0.0.1:9'], 4, /Clusters: not known\n +/],
  ] as [string[], number, RegExp][]) {
    it(`${args.join(' ')}: exit code ${code}`, async () => {
      const result = await run(...args.map(arg => /^[a-z]+\.(?:txt|json)$/.test(arg) ? join(folder, arg) : arg))
      assert.equal(result.code, code, result.stderr)
      assert.match(result.stdout, output)
      if (code === 2) assert.match(result.stderr, /\n {2}why: [^]*\n {2}try: /)
    })
  }

  it('shows no secret of a bootstrap', async () => {
    for (const format of ['table', 'json', 'markdown']) {
      const { stdout } = await run('bootstrap', join(folder, 'bootstrap.json'), '-o', format, '--all')
      assert.doesNotMatch(stdout, /abcdef0123456789|hunter2|tok-1234567890/)
      assert.match(stdout, /redacted/)
    }
  })

  it('reads standard input', async () => {
    const { code, stdout } = await runCli(['proxy', 'stats', '-', '--name', 'x'], { input: 'server.live: 1\na.x: 7\n' })
    assert.deepEqual([code, /^ +a\n +x +7$/m.test(stdout)], [0, true], stdout)
  })

  it('prints one JSON document', async () => {
    const { stdout } = await run('clusters', panicMode, '-o', 'json')
    const document = JSON.parse(stdout) as { schemaVersion: number, proxies: { proxy: { label: string }, tables: { clusters: { rows: { virtualNode?: string, hosts: unknown }[] } } }[] }
    assert.deepEqual([document.schemaVersion, document.proxies.map(({ proxy }) => proxy.label)], [1, ['checkout', 'payments']])
    assert.deepEqual(document.proxies[0]?.tables.clusters.rows.find(({ virtualNode }) => virtualNode === 'payments')?.hosts, { healthy: 0, total: 1 })
  })

  it('asks a live proxy for no more than its table needs, and twice only for growth', async () => {
    const envoy = await startFakeEnvoy(sickHandlers())
    try {
      const endpoints = await run('endpoints', envoy.url)
      assert.match(endpoints.stdout, /10\.0\.0\.7:8080 +healthy +orders/)
      assert.deepEqual(envoy.requests.filter(request => /\/(?:stats|certs|runtime)/.test(request)), [])
      envoy.requests.length = 0
      const stats = await run('stats', envoy.url, '--name', 'connect_fail', '--interval', '1')
      assert.match(stats.stdout, /cluster\.orders\n +upstream_cx_connect_fail +15 +\+12/)
      assert.deepEqual(envoy.requests.filter(request => !/\/(?:stats|server_info)/.test(request)), [])
    } finally {
      await envoy.close()
    }
  })
})
