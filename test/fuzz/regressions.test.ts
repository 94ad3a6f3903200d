import assert from 'node:assert/strict'
import { compileRequestFilter } from '../../src/engine/evaluate/request-filter.ts'
import type { Problem } from '../../src/evidence/problem.ts'
import { appMesh } from '../../src/providers/app-mesh/names.ts'
import { istio } from '../../src/providers/plain.ts'
import { parseManifest } from '../../src/snapshot/bundle/manifest.ts'
import { ClustersReader, parseClusters } from '../../src/sources/envoy-admin/clusters.ts'
import { ConfigDumpReader } from '../../src/sources/envoy-admin/config-dump/config-dump-reader.ts'
import { describeStatus } from '../../src/sources/envoy-admin/host-health.ts'
import { LogReader } from '../../src/sources/logs/log-reader.ts'

/** What fuzzing found, each as a person would tell it. */
describe('what fuzzing found', () => {
  it('a line of /clusters that is cut behind health_flags does not say healthy', () => {
    const [host] = parseClusters('a::default_priority::max_retries::3\na::1.1.1.1:80::health_flags::', 'clusters', [])[0]?.endpoints ?? []
    assert.equal(host?.state, 'health not shown')
  })

  it('a byte order mark of /clusters may come in pieces', () => {
    for (const text of ['\uFEFF{"cluster_statuses":[{"name":"a"},', '\uFEFFa::default_priority::max_retries::3\n']) {
      const read = (step: number): unknown => {
        const problems: Problem[] = []
        const reader = new ClustersReader('clusters', problems)
        const bytes = Buffer.from(text)
        for (let at = 0; at < bytes.length; at += step) reader.write(bytes.subarray(at, at + step))
        return [reader.finish(), problems]
      }
      assert.deepEqual(read(1), read(1000))
    }
  })

  it('names that every object has are no states, flags or filters', () => {
    assert.deepEqual(describeStatus('constructor'), describeStatus(undefined))
    const answer = JSON.stringify({ cluster_statuses: [{ name: 'a', host_statuses: [{ health_status: { eds_health_status: 'constructor' } }] }] })
    assert.deepEqual(parseClusters(answer, 'clusters', [])[0]?.endpoints[0]?.flags, [])
    assert.equal(parseClusters('a::1.1.1.1:80::health_flags::/toString', 'clusters', [])[0]?.endpoints[0]?.state, 'toString')
    assert.throws(() => compileRequestFilter('constructor:x'), /no filter of requests/)
  })

  it("a port that is no number is none in a cluster's name", () => {
    const context = { mesh: undefined, targetVirtualNode: undefined, controlPlaneClusters: [] }
    assert.equal('port' in istio.nameCluster('inbound|http||', context), false)
    assert.equal(istio.nameCluster('outbound|80||a', context).port, 80)
    assert.equal('port' in appMesh.nameCluster(`cds_ingress_a_b_http_${'9'.repeat(400)}`, context), false)
  })

  it('what a manifest says of redaction is taken only in its own form', () => {
    const text = JSON.stringify({
      schemaVersion: 1, tool: { name: 'meshmedic' }, proxies: [], reductions: [null, { file: 'a', what: 'node.extensions', bytes: 'x' }],
      redaction: { applied: 'yes', replaced: { jwt: '1', key: 2 }, files: { a: null } },
    })
    const { redaction, reductions } = parseManifest(text, 'bundle')
    assert.deepEqual(redaction, { applied: false, addresses: false, replaced: { key: 2 }, files: { a: {} } })
    assert.deepEqual(reductions, [{ file: 'a', what: 'node.extensions', bytes: 0 }])
  })

  it('a listener of a cut piece is given with its section', () => {
    const problems: Problem[] = []
    const reader = new ConfigDumpReader('dump', problems)
    reader.write(Buffer.from('"dynamic_listeners":{"name":"l","active_state":{"":{,'))
    const { sections, listeners } = reader.end()
    assert.deepEqual([[...sections], listeners.map(listener => listener.name)], [['ListenersConfigDump'], ['l']])
    assert.match(problems.map(problem => problem.message).join(), /what is missing may exist/)
  })

  it('a begun line of one layer of wrapping is not ended by a line of another', () => {
    const bytes = Buffer.from('2026-11-20T11:02:17.000Z stdout P [2026-11-20T11:02:17.000Z] "GET /\r\n06.\r\n')
    const read = (step: number): unknown => {
      const problems: Problem[] = []
      const reader = new LogReader({ source: 'log', nowSeconds: 300, problems })
      for (let at = 0; at < bytes.length; at += step) reader.write(bytes.subarray(at, at + step))
      reader.end()
      return problems
    }
    assert.deepEqual(read(1), read(1000))
  })
})
