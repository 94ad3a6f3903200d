import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Report } from '../../src/engine/report.ts'
import { runCli, type CliResult } from '../run-cli.ts'

const info = (id: string): string => JSON.stringify({ version: 'a/1.29.12/Clean/RELEASE/B', state: 'LIVE', uptime_current_epoch: '600s', uptime_all_epochs: '600s', hot_restart_version: '11.104', node: { id } })

const stats = (failures: number, uptime: number): string => [
  'cluster_manager.active_clusters: 1', `cluster.orders.upstream_cx_connect_fail: ${failures}`, 'cluster.orders.upstream_cx_none_healthy: 0',
  `cluster.orders.upstream_cx_total: ${failures}`, 'cluster.orders.upstream_cx_connect_timeout: 0', 'cluster.orders.membership_total: 1', 'cluster.orders.upstream_rq_total: 0', 'server.live: 1', 'server.state: 0', `server.uptime: ${uptime}`, '',
].join('\n')

describe('meshmedic diagnose, saved', () => {
  let folder = ''
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-')) })
  afterEach(() => rmSync(folder, { recursive: true }))

  const save = (files: Record<string, string | Buffer>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
  }
  const diagnose = async (paths: readonly string[], input = ''): Promise<CliResult & { report: Report }> => {
    const result = await runCli(['diagnose', ...paths.map(path => path === '-' ? path : join(folder, path)), '-o', 'json'], { input })
    return { ...result, get report() { return JSON.parse(result.stdout) as Report } }
  }

  it('a single file is one sample: a lead, no finding', async () => {
    save({ 's.txt': stats(40, 600) })
    const { report, code } = await diagnose(['s.txt'])
    assert.deepEqual([code, report.findings.length, report.leads.length > 0], [0, 0, true])
  })

  it('standard input is read like a file', async () => {
    const { report } = await diagnose(['-'], stats(40, 600))
    assert.equal(report.leads.length > 0, true)
  })

  it('a folder with two stats answers is one proxy with two samples', async () => {
    save({ 'checkout/b.txt': stats(52, 610), 'checkout/a.txt': stats(40, 600) })
    const { report, code } = await diagnose(['checkout'])
    assert.deepEqual([code, report.targets.map(target => target.label), report.causes[0]?.rule], [1, ['checkout'], 'connectivity/upstream-connect-failure'])
  })

  it('a folder of folders is a mesh', async () => {
    save({ 'm/checkout/i.json': info('mesh/shop/virtualNode/checkout'), 'm/payments/i.json': info('mesh/shop/virtualNode/payments') })
    const { report } = await diagnose(['m'])
    assert.deepEqual(report.targets.map(target => target.label).sort(), ['checkout', 'payments'])
  })

  it("two proxies' files in one folder are told apart, and it is said", async () => {
    save({ 'm/a.json': info('mesh/shop/virtualNode/checkout'), 'm/b.json': info('mesh/shop/virtualNode/payments') })
    const { report } = await diagnose(['m'])
    assert.equal(report.targets.length, 2)
    assert.match(report.problems.map(problem => problem.message).join(), /answers of 2 proxies lie together/)
  })

  it('samples that contradict each other give no growth', async () => {
    save({ 'p/a.txt': stats(40, 600), 'p/b.txt': stats(52, 5) })
    const { report } = await diagnose(['p'])
    assert.equal(report.findings.length, 0)
    assert.ok(report.unchecked.length > 0)
  })

  it('a file that is cut in the middle is read as far as it goes, and it is said', async () => {
    const dump = JSON.stringify({ configs: [{ '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump', dynamic_active_clusters: [{ cluster: { name: 'orders', type: 'STATIC' } }, { cluster: { name: 'cut' } }] }] })
    save({ 'p/dump.json': dump.slice(0, -12), 'p/a.txt': stats(40, 600), 'p/b.txt': stats(52, 610) })
    const { report } = await diagnose(['p'])
    assert.equal(report.causes[0]?.rule, 'connectivity/upstream-connect-failure')
    assert.match(report.problems.map(problem => problem.message).join(), /ends|end of|cut/i)
  })

  const refused: { name: string, files: Record<string, string | Buffer>, args: readonly string[], error: RegExp }[] = [
    { name: 'a path that does not exist', files: {}, args: ['nothing'], error: /cannot be opened[^]*why:[^]*try:/ },
    { name: 'an empty file', files: { 'e.txt': '' }, args: ['e.txt'], error: /empty[^]*why:[^]*try:|error:[^]*why:[^]*empty[^]*try:/ },
    { name: 'a folder without evidence', files: { 'd/readme.md': '# hello' }, args: ['d'], error: /error:[^]*why:[^]*try:/ },
    { name: 'binary junk', files: { 'j.bin': Buffer.from([0, 1, 2, 255, 254, 0, 7]) }, args: ['j.bin'], error: /error:[^]*why:[^]*try:/ },
  ]
  for (const { name, files, args, error } of refused) {
    it(`refuses ${name} in three parts, exit 2`, async () => {
      save(files)
      const { code, stderr, stdout } = await diagnose(args)
      assert.equal(code, 2)
      assert.match(stderr, error)
      assert.equal(stdout, '')
    })
  }

  const usage: { args: readonly string[], error: RegExp }[] = [
    { args: ['diagnose', 'ftp://x'], error: /is not the address of an admin interface[^]*why:[^]*try:/ },
    { args: ['diagnose', 'http://['], error: /not a URL[^]*why:[^]*try:/ },
    { args: ['diagnose', 'x', '-o', 'xml'], error: /"xml" is no output format[^]*why:[^]*try:/ },
    { args: ['diagnose', 'x', '-o', 'json', '-o', 'yaml'], error: /Two formats would go to standard output[^]*why:[^]*try:/ },
    { args: ['diagnose', 'x', '--at', 'noon'], error: /is no moment[^]*why:[^]*try:/ },
    { args: ['diagnose', 'x', '--rule', 'tls/verfied'], error: /There is no rule tls\/verfied[^]*why:[^]*Did you mean tls\/verified/ },
    { args: ['diagnose', 'x', '--fail-coverage-below', '2'], error: /no share of coverage[^]*why:[^]*try:/ },
    { args: ['diagnose'], error: /error:[^]*why:[^]*try:/ },
    { args: ['diagnose', 'x', '--nonsense'], error: /error:[^]*why:[^]*try:/ },
    { args: ['rules', 'show', 'tls/verfied'], error: /Did you mean tls\/verified/ },
  ]
  for (const { args, error } of usage) {
    it(`exits 2 and explains: ${args.join(' ')}`, async () => {
      const { code, stderr } = await runCli(args)
      assert.equal(code, 2, stderr)
      assert.match(stderr, error)
    })
  }

  it("names every mistake of a user's rules with file, line and column", async () => {
    save({ 'rules/mine/bad.yaml': 'title: x\nseverity: fatal\neach: clusters\nwy: x\ndetect:\n  - wen: growth("a") > 0\nmessage: m\nfix: f\nverify: v\nsource: s\nexamples: {fires: [{name: a, given: {}}], quiet: [{name: a, given: {}}]}\n', 's.txt': stats(1, 1) })
    const { code, stderr } = await runCli(['diagnose', join(folder, 's.txt'), '--rules', join(folder, 'rules')])
    assert.equal(code, 2)
    for (const place of ['bad.yaml:2:11', 'bad.yaml:3:7', 'bad.yaml:4:1', 'bad.yaml:6:5', 'bad.yaml:1:1']) assert.match(stderr, new RegExp(place.replaceAll('.', '\\.')))
  })

  for (const [name, args] of [['a report file', ['-o', 'json=/dev/full']], ['a folder that is not there', ['-o', 'json=/proc/nowhere/report.json']]] as const) {
    it(`says in three parts that a report cannot be written: ${name}`, async () => {
      const { code, stderr } = await runCli(['diagnose', 'fixtures/healthy-pair', ...args])
      assert.match(stderr, /cannot be written to[^]*why:[^]*try:/)
      assert.equal(code, 2)
    })
  }

  it('says in three parts that standard output is full', () => {
    const full = openSync('/dev/full', 'w')
    const { stderr, status } = spawnSync(process.execPath, ['bin/run.js', 'diagnose', 'fixtures/healthy-pair'], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' })
    closeSync(full)
    assert.match(stderr, /^error: The output cannot be written[^]*why:.*no space[^]*try:/)
    assert.equal(status, 2)
  })

  it('the same evidence gives the same bytes', async () => {
    save({ 'p/a.txt': stats(40, 600), 'p/b.txt': stats(52, 610), 'p/i.json': info('x') })
    const [one, two] = [await diagnose(['p']), await diagnose(['p'])]
    assert.equal(one.stdout, two.stdout)
  })
})
