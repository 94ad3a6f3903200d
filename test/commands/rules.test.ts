import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../run-cli.ts'

const ids = readdirSync('rules', { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml')).map(name => name.replace(/\.yaml$/, '')).sort()

describe('meshmedic rules', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
    mkdirSync(join(folder, 'ours'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('list names every rule file', async () => {
    const { code, stdout } = await runCli(['rules', 'list', '-o', 'json'])
    assert.equal(code, 0)
    assert.deepEqual((JSON.parse(stdout) as { id: string }[]).map(rule => rule.id).sort(), ids)
  })

  it('show tells its texts, what it needs, and its examples', async () => {
    const { stdout } = await runCli(['rules', 'show', 'tls/upstream-san-mismatch'])
    for (const part of ['cluster.*.ssl.fail_verify_san', 'curl -s', 'fires: every connection is refused', 'quiet: handshakes succeed', 'fix when frozen', 'explains']) {
      assert.ok(stdout.includes(part), part)
    }
  })

  it('test runs the examples of the built-in rules', async () => {
    const { code, stdout } = await runCli(['rules', 'test'])
    assert.equal(code, 0)
    assert.match(stdout, new RegExp(`of ${ids.length} rules came out as they should`))
  })

  it("test exits 1 for a rule of the user's whose example does not come out, and says why", async () => {
    const rule = readFileSync('rules/tls/verified.yaml', 'utf8').replace('growth(\'upstream_rq_total\') > 0 && has', 'growth(\'upstream_rq_total\') > 1000.0 && has')
    writeFileSync(join(folder, 'ours', 'mine.yaml'), rule)
    const { code, stdout } = await runCli(['rules', 'test', folder])
    assert.equal(code, 1)
    assert.match(stdout, /ours\/mine: "all connections are handshakes" gives no finding/)
  })

  it('lint exits 2 with the place of a mistake, 0 without one', async () => {
    const rule = readFileSync('rules/tls/verified.yaml', 'utf8')
    writeFileSync(join(folder, 'ours', 'mine.yaml'), rule)
    assert.deepEqual([(await runCli(['rules', 'lint', folder])).code, (await runCli(['rules', 'lint', folder])).stdout], [0, '1 rule read, no mistake\n'])
    writeFileSync(join(folder, 'ours', 'mine.yaml'), rule.replace('each: edge', 'each: edges'))
    const { code, stderr } = await runCli(['rules', 'lint', folder])
    assert.equal(code, 2)
    assert.match(stderr, /mine\.yaml:3:7/)
  })
})
