import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { buildCatalogue } from '../src/catalogue/build-catalogue.ts'
import { diagnose } from '../src/diagnose.ts'
import { EvidenceReader } from '../src/engine/evaluate/reader.ts'
import { Environments } from '../src/engine/language/environment.ts'
import type { Report } from '../src/engine/report.ts'
import { compileRules } from '../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../src/engine/rules/derive-needs.ts'
import type { EvidenceKind } from '../src/evidence/kinds.ts'
import { meshFactsOf } from '../src/evidence/mesh/facts.ts'
import { reporters } from '../src/report/index.ts'
import { openSaved } from '../src/snapshot/saved/open-saved.ts'
import type { Answer, Snapshot } from '../src/snapshot/snapshot.ts'
import { sniffKind } from '../src/sources/sniff.ts'

const reader = new EvidenceReader()
const rules = compileRules(buildCatalogue().rules.map(source => ({ source })), new Environments(reader))
const ruleSet = { rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(buildCatalogue().facts) }
const noInput = async function* (): AsyncIterable<Uint8Array> { await Promise.resolve(); yield* [] }
const judge = async (snapshot: Snapshot): Promise<Report> => {
  try {
    return await diagnose(snapshot, ruleSet, { tool: { name: 'meshmedic', version: 'test' }, at: Date.UTC(2026, 10, 25) })
  } finally {
    await snapshot.close()
  }
}
const judgeFolder = async (folder: string): Promise<Report> => judge(await openSaved([folder], noInput, sniffKind))
const gist = (report: Report): string[] => report.findings.map(({ rule, target, subject, severity }) => JSON.stringify([rule, target, subject, severity]))
const messages = (report: Report): string => report.problems.map(problem => problem.message).join('\n')

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** What is alive once the garbage is gone, in MiB: the memory of the whole process would tell of when the garbage was collected. */
const liveMebibytes = (): number => {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / (1 << 20)
}

const sick = 'fixtures/tls-upstream-san-mismatch'

describe('bad input, the whole way', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-bad-')) })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** The sick mesh, each file changed. */
  const copy = (change: (bytes: Buffer, name: string) => Uint8Array): string => {
    const into = join(folder, 'mesh')
    cpSync(sick, into, { recursive: true })
    for (const name of readdirSync(into, { recursive: true, encoding: 'utf8' }).filter(path => /\.(?:json|txt|log)$/.test(path))) {
      writeFileSync(join(into, name), change(readFileSync(join(into, name)), name))
    }
    return into
  }
  const stats = (name: string, text: string): void => writeFileSync(join(folder, name), text)

  for (const [name, change] of [
    ['Windows line ends', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')],
    ['byte order marks', (bytes: Buffer) => Buffer.concat([Buffer.from('\uFEFF'), bytes])],
    ['UTF-16', (bytes: Buffer) => Buffer.from(`\uFEFF${bytes.toString('utf8')}`, 'utf16le')],
  ] as const) {
    it(`${name} change no finding`, async () => {
      const plain = gist(await judgeFolder(sick))
      assert.ok(plain.length > 0)
      assert.deepEqual(gist(await judgeFolder(copy(change))), plain)
    })
  }

  it('cut anywhere: nothing throws, nothing false is found, and the cut is said', async function () {
    this.timeout(60_000)
    const whole = new Set((await judgeFolder(sick)).findings.map(finding => finding.rule))
    await fc.assert(fc.asyncProperty(fc.double({ min: 0.02, max: 0.98, noNaN: true }), fc.constantFrom('config_dump', 'clusters', 'listeners', 'certs', 'server_info', 'stats'), async (share, kind) => {
      const report = await judgeFolder(copy((bytes, name) => name.includes(kind) ? bytes.subarray(0, Math.floor(bytes.length * share)) : bytes))
      rmSync(join(folder, 'mesh'), { recursive: true })
      assert.deepEqual(report.findings.filter(finding => finding.severity !== 'info' && !whole.has(finding.rule)).map(finding => `${kind} at ${share}: ${finding.rule}: ${finding.message}`), [])
      assert.ok(report.problems.length > 0, `${kind} cut at ${share} and nobody said so`)
    }), { numRuns: 24 })
  })

  it('a copy of every file in the folder changes no finding', async () => {
    const plain = gist(await judgeFolder(sick))
    const mesh = copy(bytes => bytes)
    for (const name of readdirSync(mesh, { recursive: true, encoding: 'utf8' }).filter(path => /\.(?:json|txt|log)$/.test(path))) {
      writeFileSync(join(mesh, name.replace(/(\.\w+)$/, ' (copy)$1')), readFileSync(join(mesh, name)))
    }
    assert.deepEqual(gist(await judgeFolder(mesh)), plain)
  })

  it('counters up to 2^64 - 1 grow exactly, beyond it and below zero they are said', async () => {
    const page = (total: bigint | string, extra = ''): string => `server.uptime: 600\nserver.live: 1\nserver.state: 0\ncluster_manager.active_clusters: 1\ncluster.a.upstream_rq_total: 5\ncluster.a.upstream_cx_connect_fail: ${total}\ncluster.a.upstream_cx_total: 9\n${extra}`
    stats('1', page(2n ** 64n - 20n))
    stats('2', page(2n ** 64n - 1n).replace('600', '610').replace('upstream_rq_total: 5', 'upstream_rq_total: 50'))
    const report = await judgeFolder(folder)
    assert.ok(report.findings.some(finding => JSON.stringify(finding.evidence).includes('19')), JSON.stringify(report.findings))
    stats('1', page('99999999999999999999', 'cluster.a.upstream_cx_active: -3\n'))
    rmSync(join(folder, '2'))
    const odd = await judgeFolder(folder)
    assert.match(messages(odd), /value beyond 64 bits: "cluster\.a\.upstream_cx_connect_fail: 99999999999999999999"\n.*not a statistic's value: "cluster\.a\.upstream_cx_active: -3"/)
    assert.deepEqual([...odd.findings, ...odd.leads].filter(each => each.subject === 'a'), [])
  })

  const names: readonly (readonly [string, string])[] = [
    ['ten thousand characters', 'x'.repeat(10_000)], ['marks of direction', 'pay\u202Ements\u200F'], ['metric words and dots', 'upstream_rq_5xx.local'],
    ['another metric at its end', 'orders.upstream_cx_total'], ['capitals', 'Orders.V2.Prod.MT'], ['colons and blanks', 'orders: 5 x'], ['escapes', '\u001b[31mred\u0007'],
    ['a number at its end', 'orders.1.2.3'], ['several bytes a character', 'zahlung-é-支払い-🧾'], ['ssl in it', 'a.ssl.handshake'],
  ]
  for (const [name, cluster] of names) {
    it(`a cluster called by ${name} is judged under its own name, and no terminal acts on it`, async () => {
      const named = (failures: number, uptime: number): string => `server.uptime: ${uptime}\nserver.live: 1\nserver.state: 0\ncluster_manager.active_clusters: 1\ncluster.${cluster}.upstream_cx_connect_fail: ${failures}\ncluster.${cluster}.upstream_cx_total: ${failures + 9}\ncluster.${cluster}.upstream_rq_total: 9\ncluster.${cluster}.membership_total: 1\n`
      stats('stats-1', named(3, 600))
      stats('stats-2', named(40, 610))
      writeFileSync(join(folder, 'dump'), JSON.stringify({ configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump', dynamic_active_clusters: [{ cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: cluster, type: 'STATIC' } }] }] }))
      const report = await judgeFolder(folder)
      assert.ok(report.findings.some(finding => finding.rule === 'connectivity/upstream-connect-failure' && finding.subject === cluster), JSON.stringify(report.findings.map(finding => [finding.rule, finding.subject.slice(0, 50)])) + messages(report).slice(0, 500))
      for (const format of ['table', 'markdown'] as const) {
        const screen = (await reporters[format]())(report, { width: 100, color: false, all: true, verbose: true })
        assert.doesNotMatch(screen, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
      }
    })
  }

  it('a name with line ends, as JSON can have it, is one name, on one line', async () => {
    const cluster = 'pay\nments\u2028x\r'
    const named = (failures: number, uptime: number): string => JSON.stringify({ stats: [
      ['server.uptime', uptime], ['server.live', 1], ['server.state', 0], ['cluster_manager.active_clusters', 1],
      ...Object.entries({ upstream_cx_connect_fail: failures, upstream_cx_total: failures + 9, upstream_rq_total: 9, membership_total: 1 }).map(([metric, value]) => [`cluster.${cluster}.${metric}`, value]),
    ].map(([name, value]) => ({ name, value })) })
    stats('stats-1', named(3, 600))
    stats('stats-2', named(40, 610))
    writeFileSync(join(folder, 'clusters'), JSON.stringify({ cluster_statuses: [{ name: cluster, added_via_api: true }] }))
    const report = await judgeFolder(folder)
    assert.ok(report.findings.some(finding => finding.rule === 'connectivity/upstream-connect-failure' && finding.subject === cluster), JSON.stringify(report.findings))
    for (const format of ['table', 'markdown'] as const) {
      const screen = (await reporters[format]())(report, { width: 200, color: false, all: true, verbose: true })
      assert.doesNotMatch(screen, /pay\n|\u2028|\r/)
    }
  })

  for (const pieces of [1, 2, 3, 5]) {
    it(`characters of several bytes may be cut between pieces of ${pieces} ${pieces === 1 ? 'byte' : 'bytes'}`, async () => {
      const texts = Object.entries({
        config_dump: JSON.stringify({ configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump', dynamic_active_clusters: [{ cluster: { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', name: '支払い', type: 'STATIC' } }] }] }),
        clusters: '支払い::default_priority::max_connections::1024\n支払い::10.0.0.1:80::health_flags::/failed_active_hc\n',
        stats: pageOf(before).replaceAll('cluster.a.', 'cluster.支払い.'), access_log: '[2026-11-25T00:00:01.120Z] "GET /é HTTP/1.1" 503 UF 0 19 0 - "10.0.0.1" "curl/8" "0b6c2f3e" "支払い" "10.0.0.1:80"\n',
      })
      const report = (size: number): Promise<Report> => judge({
        proxies: [{ name: 'p', live: false, unreachable: undefined, answers: [...texts, ['stats', pageOf(after).replaceAll('cluster.a.', 'cluster.支払い.')] as const].map(([kind, text], i): Answer => ({
          kind: kind as EvidenceKind, source: `${kind}-${i}`, query: undefined, readAt: Date.UTC(2026, 10, 25, 0, 0, i), readAtFrom: 'recorded', bytes: undefined, failure: undefined,
          open: async function* () {
            await Promise.resolve()
            const bytes = Buffer.from(text)
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
          },
        })) }], problems: [], close: () => Promise.resolve(),
      })
      const whole = await report(1 << 20)
      assert.ok(whole.findings.some(finding => finding.subject === '支払い'), messages(whole))
      assert.deepEqual(await report(pieces), whole)
    })
  }

  /** A page of statistics whose cluster `a` failed to connect so often; `more` comes behind it. */
  interface Page { failures: number, uptime: number, more?: Readonly<Record<string, number>>, drop?: RegExp, json?: true }
  const pageOf = ({ failures, uptime, more = {}, drop, json }: Page): string => {
    const all = {
      'server.uptime': uptime, 'server.live': 1, 'server.state': 0, 'server.concurrency': 2, 'server.hot_restart_epoch': 0, 'cluster_manager.active_clusters': 2, 'cluster_manager.cluster_added': 2,
      'cluster.a.upstream_cx_connect_fail': failures, 'cluster.a.upstream_cx_total': failures + 9, 'cluster.a.upstream_rq_total': failures + 9, 'cluster.a.membership_total': 1, 'cluster.a.membership_healthy': 1,
      'cluster.b.upstream_cx_connect_fail': 0, 'cluster.b.upstream_cx_total': uptime, 'cluster.b.upstream_rq_total': uptime, 'cluster.b.membership_total': 1,
      ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`cluster_manager.counter_${i}`, 5])), ...more,
    }
    const kept = Object.entries(all).filter(([name]) => drop?.test(name) !== true)
    return json ? JSON.stringify({ stats: kept.map(([name, value]) => ({ name, value })) }) : kept.map(([name, value]) => `${name}: ${value}\n`).join('')
  }
  const before: Page = { failures: 3, uptime: 600 }, after: Page = { failures: 40, uptime: 610 }
  /** What is zero on the first page. */
  const unused = /connect_fail|^server\.(?:state|hot_restart)/
  const samples: readonly { name: string, pages: readonly Page[], secondsApart?: number, found: boolean, clear: boolean, said?: RegExp }[] = [
    { name: 'in order', pages: [before, after], found: true, clear: true },
    { name: 'in the wrong order', pages: [after, before], found: true, clear: true },
    { name: 'of which one was given twice', pages: [before, after, after], found: true, clear: true },
    { name: 'of different forms', pages: [before, { ...after, json: true }], found: false, clear: false, said: /same form/ },
    { name: 'of different proxies', pages: [before, { ...after, more: { 'server.concurrency': 8 } }], found: false, clear: false, said: /concurrency/ },
    { name: 'of proxies without a cluster in common', pages: [before, { ...after, drop: /^cluster\.[ab]\./, more: { 'cluster.z.upstream_cx_total': 5 } }], found: false, clear: false, said: /in common/ },
    { name: 'with a hot restart between them', pages: [before, { ...after, more: { 'server.hot_restart_epoch': 1 } }], found: false, clear: false, said: /hot restart/ },
    { name: 'with a restart between them', pages: [{ failures: 300, uptime: 9000 }, { failures: 2, uptime: 9 }], secondsApart: 60, found: false, clear: false, said: /restarted/ },
    { name: 'between which the cluster was evicted', pages: [before, { ...after, drop: /^cluster\.a\./ }], found: false, clear: true },
    { name: 'the first with usedonly, the second full', pages: [{ ...before, failures: 0, drop: unused }, after], found: true, clear: true },
    { name: 'the first full, the second with usedonly', pages: [before, { ...after, drop: /^cluster\.b\.upstream_cx_connect_fail|^server\.(?:state|hot_restart)/ }], found: true, clear: true },
    { name: 'grepped for what grows', pages: [{ ...before, drop: /^server|^cluster_manager|\.b\./ }, { ...after, drop: /^server|^cluster_manager|\.b\./ }], found: true, clear: false, said: /only a part/ },
    { name: 'grepped without what fails', pages: [{ ...before, drop: /^server|^cluster_manager|connect_fail/ }, { ...after, drop: /^server|^cluster_manager|connect_fail/ }], found: false, clear: false, said: /only a part/ },
  ]
  for (const { name, pages, secondsApart, found, clear, said } of samples) {
    it(`two samples ${name}: a failure that grows is ${found ? '' : 'not '}found, and ${clear ? 'who has none is clear' : 'nobody is clear of it'}`, async () => {
      for (const [i, page] of pages.entries()) {
        stats(`stats-${i + 1}`, pageOf(page))
        if (secondsApart !== undefined) utimesSync(join(folder, `stats-${i + 1}`), 1_790_000_000 + i * secondsApart, 1_790_000_000 + i * secondsApart)
      }
      const clean: string[] = []
      const snapshot = await openSaved([folder], noInput, sniffKind)
      const report = await diagnose(snapshot, ruleSet, { tool: { name: 'meshmedic', version: 'test' }, at: Date.UTC(2026, 10, 25), onClear: (rule, _, subject) => { clean.push(`${rule} ${subject}`) } })
      await snapshot.close()
      const failing = 'connectivity/upstream-connect-failure'
      assert.deepEqual(report.findings.filter(finding => finding.rule === failing).map(finding => finding.subject), found ? ['a'] : [])
      assert.deepEqual(clean.filter(each => each.startsWith(failing)), clear ? [`${failing} b`] : [])
      if (said !== undefined) assert.match(messages(report), said)
    })
  }

  it('a cluster that only the bootstrap could tell the purpose of is not judged, and that is said', async () => {
    stats('info', JSON.stringify({ version: 'a/1.29.12/Clean/RELEASE/B', state: 'LIVE', uptime_current_epoch: '600s', node: { id: 'mesh/shop/virtualNode/checkout' } }))
    stats('stats-1', pageOf(before))
    stats('stats-2', pageOf(after))
    const report = await judgeFolder(folder)
    const said = report.unchecked.filter(group => group.reason.includes('only the bootstrap')).map(group => group.rule)
    for (const rule of ['connectivity/upstream-connect-failure', 'connectivity/no-healthy-upstream', 'connectivity/upstream-reset']) assert.ok(said.includes(rule), rule)
  })

  it('rules about peers are unchecked where the clusters are not known, not without a subject', async () => {
    stats('envoy.log', '[2026-11-25 00:00:27.757][37][info][main] [source/server/server.cc:1] TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED\n'.repeat(3))
    const report = await judgeFolder(folder)
    const edges = rules.filter(rule => rule.each === 'edge' && rule.source.provider === undefined).map(rule => rule.id)
    const unchecked = new Set(report.unchecked.map(group => group.rule))
    assert.ok(edges.length > 5)
    assert.deepEqual(edges.filter(rule => !unchecked.has(rule)), [])
  })

  for (const [name, page] of [
    ['an exporter of something else', '# TYPE node_load1 gauge\nnode_load1 0.5\n# TYPE go_goroutines gauge\ngo_goroutines 8\n'], ['JSON of something else', '{"requests": 5, "errors": 0, "uptime": 600}'],
    ['text of something else', 'uptime: 600\nrequests.total: 5\nerrors.total: 0\n'], ['a page of login', '<!doctype html><html><title>Sign in</title></html>\n'],
  ] as const) {
    it(`/stats of another service (${name}) says nothing of a proxy`, async () => {
      const clean: string[] = []
      const answer = (text: string, i: number): Answer => ({ kind: 'stats', source: `stats-${i}`, query: '/stats', readAt: Date.UTC(2026, 10, 25, 0, 0, i), readAtFrom: 'recorded', bytes: text.length, failure: undefined, open: async function* () { await Promise.resolve(); yield Buffer.from(text) } })
      const snapshot: Snapshot = { proxies: [{ name: 'p', live: true, answers: [answer(page, 1), answer(page, 2)], unreachable: undefined }], problems: [], close: () => Promise.resolve() }
      const report = await diagnose(snapshot, { ...ruleSet, rules: rules.filter(rule => rule.each !== 'target') }, { tool: { name: 'meshmedic', version: 'test' }, at: undefined, onClear: rule => { clean.push(rule) } })
      assert.deepEqual(report.findings, [])
      assert.deepEqual(clean, [])
      assert.notEqual(messages(report), '')
    })
  }

  for (const kind of ['stats', 'access_log', 'process_log', 'admin_log', 'clusters', 'config_dump', 'server_info', 'agent_status'] as const satisfies readonly EvidenceKind[]) {
    it(`a line without end (${kind}) takes bounded memory and is said`, async function () {
      this.timeout(60_000)
      const mebibytes = kind === 'config_dump' ? 160 : 320
      const block = Buffer.alloc(1 << 20, kind === 'config_dump' || kind === 'server_info' ? 'x' : 'a')
      const opening = { config_dump: '{"configs":["', server_info: '{"version":"', agent_status: '{"healthStatus":"' }[kind as string] ?? 'cluster.'
      const before = liveMebibytes()
      let most = 0
      const endless: Answer = {
        kind, source: kind, query: undefined, readAt: undefined, readAtFrom: undefined, bytes: mebibytes << 20, failure: undefined,
        open: async function* () {
          await Promise.resolve()
          yield Buffer.from(opening)
          for (let i = 1; i <= mebibytes; i++) {
            yield Buffer.from(block)
            if (i % 32 === 0) most = Math.max(most, liveMebibytes() - before)
          }
        },
      }
      const report = await judge({ proxies: [{ name: 'p', live: false, answers: [endless], unreachable: undefined }], problems: [], close: () => Promise.resolve() })
      assert.ok(most < 110, `${most.toFixed(0)} MiB more`)
      assert.ok(report.problems.length > 0, 'nothing is said of it')
      assert.deepEqual(report.findings.filter(finding => finding.severity !== 'info'), [])
    })
  }
})
