import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { isEnvoyServerInfo, sniffEnvoyAdmin } from '../../../src/sources/envoy-admin/sniff.ts'

const json = (value: unknown): string => JSON.stringify(value, null, 1)
const admin = 'type.googleapis.com/envoy.admin.v3'
const info = { version: 'a/1.40.0/Clean/RELEASE/BoringSSL', state: 'LIVE', uptime_current_epoch: '1s', hot_restart_version: 'disabled', command_line_options: {}, node: {} }

const known: readonly (readonly [string, string, string])[] = [
  ['stats', 'text', 'cluster.a.upstream_rq_total: 5\nserver.state: 0\n'],
  ['stats', 'text of odd names', 'cluster.a: b.upstream_rq_total: 5\ncluster.a.version_text: "x: y"\ncluster.a.upstream_rq_time: P0(nan,1.0) P25(nan,2)\nhttp.a.rq: No recorded values\n'],
  ['stats', 'JSON', json({ stats: [{ name: 'server.state', value: 0 }] })],
  ['stats', 'JSON of histograms', json({ stats: [{ histograms: { supported_quantiles: [0] } }] })],
  ['stats', 'Prometheus', '# TYPE envoy_cluster_upstream_rq counter\nenvoy_cluster_upstream_rq{envoy_cluster_name="a{b}"} 5\n\nenvoy_server_state{} 0\n'],
  ['stats', "the metrics extension's Prometheus", '# TYPE RequestCount counter\nRequestCount{Mesh="m",VirtualNode="n"} 5\n'],
  ['config_dump', 'whole', json({ configs: [{ '@type': `${admin}.BootstrapConfigDump` }] })],
  ['config_dump', 'a page', json({ configs: [{ '@type': `${admin}.ClustersConfigDump.DynamicCluster`, cluster: {} }] })],
  ['config_dump', 'v2alpha', json({ configs: [{ '@type': 'type.googleapis.com/envoy.admin.v2alpha.ClustersConfigDump' }] })],
  ['config_dump', 'one section', json({ '@type': `${admin}.RoutesConfigDump` })],
  ['config_dump', 'one element', json({ version_info: '1', cluster: { name: 'c' }, last_updated: 'x' })],
  ['config_dump', 'a list of elements', json([{ name: 'l', active_state: {} }])],
  ['config_dump', 'an array with its name', '"dynamic_listeners": [\n {'],
  ['config_dump', 'a filter chain after a comment', `# from a ticket\n${json({ filter_chain_match: {}, filters: [] })}`],
  ['config_dump', 'YAML', "# c\n    dynamic_listeners:\n      - name: l\n        active_state:\n          listener:\n            '@type': type.googleapis.com/envoy.api.v2.Listener\n"],
  ['clusters', 'JSON', json({ cluster_statuses: [] })],
  ['clusters', 'text', 'a::b::observability_name::a\na::b::default_priority::max_connections::1024\na::b::[::1]:80::cx_active::1\n'],
  ['listeners', 'JSON', json({ listener_statuses: [{ name: 'l' }] })],
  ['listeners', 'text', 'a::0.0.0.0:15000\nb::[::]:80\n'],
  ['certs', 'with certificates', json({ certificates: [{ ca_cert: [], cert_chain: [] }] })],
  ['certs', 'with an empty context', json({ certificates: [{}] })],
  ['certs', 'without any', json({ certificates: [] })],
  ['server_info', 'as printed', json(info)],
  ['server_info', 'with sorted keys and cut', json({ command_line_options: { a: 1 }, hot_restart_version: 'x', node: { extensions: ['x'.repeat(1000)] } }).slice(0, 300)],
  ['ready', 'alone', 'PRE_INITIALIZING\n'],
  ['memory', 'as printed', json({ allocated: '1', heap_size: '2', pageheap_unmapped: '0', pageheap_free: '0', total_thread_cache: '1', total_physical_bytes: '3' })],
  ['runtime', 'as printed', json({ entries: {}, layers: [] })],
  ['init_dump', 'with targets', json({ unready_targets_dumps: [{ name: 'x' }] })],
  ['hot_restart_version', 'a version', '11.104\n'],
  ['hot_restart_version', 'turned off', 'disabled'],
]

const foreign: readonly (readonly [string, string])[] = [
  ['HTML', '<!doctype html><title>stats</title>'],
  ['an empty file', ''], ['blanks', ' \n\n'],
  ['an empty object', '{}'],
  ["another service's JSON", json({ status: 'ok', version: '1.2.3', state: 'LIVE' })],
  ['a list of numbers', '[1, 2]'],
  ['certificates of another kind', json({ certificates: [{ arn: 'x' }] })],
  ['stats of another kind', json({ stats: [{ cpu: 1 }] })],
  ['configs of another kind', json({ configs: [{ name: 'a' }] })],
  ['layers of an image', json({ layers: [], schemaVersion: 2 })],
  ['a Kubernetes object that holds Envoy configuration', json({ apiVersion: 'networking.istio.io/v1', kind: 'EnvoyFilter', spec: { name: 'x', value: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster' } } })],
  ['the same as YAML', "apiVersion: v1\nkind: ConfigMap\ndata:\n  configs:\n  - '@type': type.googleapis.com/envoy.config.cluster.v3.Cluster\n"],
  ["another exporter's Prometheus page", '# TYPE go_goroutines gauge\ngo_goroutines 5\nprocess_cpu_seconds_total 1.5\n'],
  ['plain YAML', 'name: a\nport: 80\n'],
  ['HTTP headers', 'content-length: 5\nx-a.b: 7 days\n'],
  ["Envoy's help", 'admin commands are:\n  /certs: print certs on machine\n  /clusters: upstream cluster status\n'],
  ['a process log', '[2026-11-02 08:15:00.250][1][info][main] [source/server/server.cc:1] initializing epoch 0\n'],
  ['an access log', '[2026-11-02T08:15:00.250Z] "GET / HTTP/1.1" 200 - 0 5 1 0 "-" "curl" "id" "a" "10.0.0.1:80"\n'],
  ['a C++ symbol', 'std::string\nfoo::bar::baz()\n'],
  ['the contention notice', 'Mutex contention tracing is not enabled. To enable, run Envoy with flag --enable-mutex-tracing.'],
]

describe('recognition of admin answers', () => {
  for (const [kind, name, text] of known) {
    it(`takes ${name} for ${kind}, also with a byte order mark, CRLF and blanks around`, () => {
      assert.equal(sniffEnvoyAdmin(text), kind)
      assert.equal(sniffEnvoyAdmin(`\uFEFF\n${text.replaceAll('\n', '\r\n')}\r\n`), kind)
    })
  }
  for (const [name, text] of foreign) it(`knows nothing of ${name}`, () => assert.equal(sniffEnvoyAdmin(text), undefined))

  it('knows the saved forms of real proxies, wherever their beginning is cut', () => {
    const folder = 'fixtures/forms/stats'
    for (const file of readdirSync(folder).filter(name => /\.(txt|json|prom)$/.test(name))) {
      const text = readFileSync(`${folder}/${file}`, 'utf8')
      fc.assert(fc.property(fc.integer({ min: 400, max: Math.min(text.length, 65536) }), length => {
        assert.equal(sniffEnvoyAdmin(text.slice(0, length)), 'stats', file)
      }), { numRuns: 20 })
    }
  })

  it('survives any text', () => {
    const text = fc.string({ unit: fc.constantFrom('{', '}', '"', ':', ',', '[', ']', 'a', '.', '\\', ' ', '\n', '"configs"', '"@type"', '# ', '- ') })
    fc.assert(fc.property(text, head => assert.doesNotThrow(() => sniffEnvoyAdmin(head))))
  })

  it('tells an Envoy by its /server_info', () => {
    assert.ok(isEnvoyServerInfo(json(info)))
    assert.ok(isEnvoyServerInfo(`\uFEFF${json(info)}`))
    for (const [, text] of foreign) assert.ok(!isEnvoyServerInfo(text))
    assert.ok(!isEnvoyServerInfo(json({ ...info, state: 'UP', hot_restart_version: undefined })))
  })
})
