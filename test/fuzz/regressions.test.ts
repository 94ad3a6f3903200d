import assert from 'node:assert/strict'
import { readRule } from '../../src/engine/rules/read-rule.ts'
import { compileRequestFilter } from '../../src/engine/evaluate/request-filter.ts'
import { Unknown } from '../../src/evidence/mesh/resource.ts'
import type { Problem } from '../../src/evidence/problem.ts'
import { appMesh } from '../../src/providers/app-mesh/names.ts'
import { istio } from '../../src/providers/plain.ts'
import { parseManifest } from '../../src/snapshot/bundle/manifest.ts'
import { Redactor } from '../../src/snapshot/redact/redactor.ts'
import { readMesh } from '../../src/sources/app-mesh/read-mesh.ts'
import { ClustersReader, parseClusters } from '../../src/sources/envoy-admin/clusters.ts'
import { ConfigDumpReader } from '../../src/sources/envoy-admin/config-dump/config-dump-reader.ts'
import { describeStatus } from '../../src/sources/envoy-admin/host-health.ts'
import { noNames } from '../../src/sources/envoy-admin/stats/known-names.ts'
import { StatsReader } from '../../src/sources/envoy-admin/stats/read-stats.ts'
import { layoutOfText } from '../../src/sources/logs/format/layout.ts'
import { LogReader } from '../../src/sources/logs/log-reader.ts'

/** What fuzzing found, each as a person would tell it. */
describe('what fuzzing found', () => {
  it('a line of /clusters that is cut behind health_flags does not say healthy', () => {
    const [host] = parseClusters('a::default_priority::max_retries::3\na::1.1.1.1:80::health_flags::', 'clusters', [])?.clusters[0]?.endpoints ?? []
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
    assert.deepEqual(parseClusters(answer, 'clusters', [])?.clusters[0]?.endpoints[0]?.flags, [])
    assert.equal(parseClusters('a::1.1.1.1:80::health_flags::/toString', 'clusters', [])?.clusters[0]?.endpoints[0]?.state, 'toString')
    assert.throws(() => compileRequestFilter('constructor:x'), /no filter of requests/)
  })

  it("a port that is no number is none in a cluster's name", () => {
    const context = { mesh: undefined, targetVirtualNode: undefined, controlPlaneClusters: [] }
    assert.equal('port' in istio.nameCluster('inbound|http||', context), false)
    assert.equal(istio.nameCluster('outbound|80||a', context).port, 80)
    assert.equal('port' in appMesh.nameCluster(`cds_ingress_a_b_http_${'9'.repeat(400)}`, context), false)
  })

  it('a token that ends like the name of a secret is replaced, and so is the value behind it', () => {
    const redactor = new Redactor({ key: 'k' })
    const text = redactor.push('session.eyJhbGciOi.cookie: hunter2\n') + redactor.end()
    assert.match(text, /^session\.\[redacted:jwt:\w+\]: '\[redacted:cookie:\w+\]'\n$/)
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

  it('a page that begins with a name in quotes has the form of its whole line, however it arrives', () => {
    for (const [page, form] of [['{"vstte","value"0},{"vstate","value\n', 'prometheus'], ['{"stats":[]}', 'json'], ['{"a_total",b="c"} 5\n', 'prometheus']] as const) {
      for (const step of [1, 16, 1000]) {
        const reader = new StatsReader({ source: 'page', names: noNames, problems: [], needs: { kinds: new Set(), requestFilters: new Set(), stats: new Map() } })
        for (let at = 0; at < page.length; at += step) reader.write(Buffer.from(page.slice(at, at + step)))
        assert.equal(reader.end().form, form, `${page} by ${step}`)
      }
    }
  })

  it('a host name of more labels than one look takes is redacted from its beginning', () => {
    for (const labels of [2, 10, 11, 12, 40, 300]) {
      const redact = (text: string): string => {
        const redactor = new Redactor({ addresses: true, key: 'k' })
        return redactor.push(text) + redactor.end()
      }
      const redacted = redact(`x ${'l.local'.concat('.local'.repeat(labels))} y`)
      assert.doesNotMatch(redacted, /l\.local/)
      assert.equal(redact(redacted), redacted)
    }
  })

  it('of a key that stands twice in a JSON line the last counts, in every line', () => {
    const twice = '{"start_time":"2026-11-20T11:02:17.000Z","response_code":503,"authority":"a","upstream_host":"1.1.1.1:1","upstream_host":"2.2.2.2:2","duration":1,"path":"/","method":"GET"}\n'
    const reader = new LogReader({ source: 'log', nowSeconds: 300, problems: [] })
    for (let i = 0; i < 3; i++) reader.write(Buffer.from(twice))
    assert.deepEqual(reader.end().access?.recent.map(group => [group.upstream, group.count]), [['2.2.2.2:2', 3]])
  })

  it('operators that a format repeats thousands of times are named each, and at once', () => {
    const made = layoutOfText('format', '%PROTOCOL% '.repeat(8000))
    assert.ok('layout' in made)
    const names = made.layout.steps.flatMap(step => 'field' in step ? step.field : [])
    assert.deepEqual([names.length, new Set(names).size], [8000, 8000])
  })

  it('a rule file of any shape is answered with its mistakes', () => {
    const whole = "title: t\nseverity: error\neach: cluster\ndetect:\n  - when: 'true'\nmessage: m\nwhy: w\nfix: x\nverify: y\nsource: s\nexamples: {fires: [{name: a, given: {}}], quiet: [{name: b, given: {}}]}\n"
    assert.deepEqual(readRule('a/b', 'a/b.yaml', whole).mistakes, [])
    for (const [change, said] of [
      ['title: *nowhere', /alias/], ['saw: text', /saw is a list/], ['detect: text', /detect is a list/], ['rivals: text', /rivals is a list/], ['saw: [{name: a}]', /lacks value/],
      ['rivals: [{rule: a/b, when: "true"}]', /lacks because/], ['severity: [{when: "true"}]', /lacks is/], ['detect: [{exposure: "1.0"}]', /lacks when/], ['let: text', /let is a mapping/], ['explains: text', /explains is a list/], ['explains: [{}]', /explains is a list/],
    ] as const) {
      const key = change.slice(0, change.indexOf(':'))
      const { mistakes } = readRule('a/b', 'a/b.yaml', whole.split('\n').filter((line, i, all) => !line.startsWith(`${key}:`) && !(line.startsWith('  -') && all[i - 1] === `${key}:`)).join('\n') + `${change}\n`)
      assert.match(mistakes.map(mistake => mistake.message).join('; '), said, change)
    }
  })

  it('a place in JSON counts the empty lines before it, however it arrives', async () => {
    const text = '\n \n\n{"meshName": }\n'
    for (const step of [1, 1000]) {
      const { problems } = await readMesh([{
        kind: 'mesh', source: 'a', query: undefined, readAt: undefined, readAtFrom: undefined, bytes: text.length, failure: undefined,
        open: async function* () {
          await Promise.resolve()
          for (let at = 0; at < text.length; at += step) yield Buffer.from(text.slice(at, at + step))
        },
      }])
      assert.deepEqual(problems.map(problem => problem.line), [4])
    }
  })

  it('an empty name in a template is no name', async () => {
    const { meshes } = await readMesh([{
      kind: 'mesh', source: 'a', query: undefined, readAt: undefined, readAtFrom: undefined, bytes: undefined, failure: undefined,
      open: async function* () {
        await Promise.resolve()
        yield Buffer.from('Resources:\n  A:\n    Type: AWS::AppMesh::Mesh\n    Properties: {MeshName: ""}\n')
      },
    }])
    assert.ok(meshes.every(mesh => mesh.all.every(({ name }) => name instanceof Unknown)) && meshes.length === 1)
  })
})
