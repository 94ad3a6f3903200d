import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sickHandlers, startFakeEnvoy } from '../fake-envoy.ts'
import type { FakeEnvoy } from '../fake-envoy.ts'
import { runCli } from '../run-cli.ts'

describe('meshmedic collect and bundle', () => {
  let folder = ''
  let envoy: FakeEnvoy | undefined
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-'))
    envoy = await startFakeEnvoy({ ...sickHandlers(), '/clusters': (_request, response) => response.end('{"cluster_statuses":[],"note":"token=s3cr3t-value 10.1.2.3"}') })
  })
  afterEach(async () => {
    await envoy?.close()
    rmSync(folder, { recursive: true })
  })
  const collect = (file: string, ...more: string[]): ReturnType<typeof runCli> => runCli(['collect', envoy?.url ?? '', '--interval', '1', '-O', join(folder, file), ...more])

  it('collects, inspects, redacts, and every command takes what it saved', async () => {
    assert.equal((await collect('a.tgz')).code, 0)
    assert.equal(statSync(join(folder, 'a.tgz')).mode & 0o077, 0)
    assert.ok(!gunzipSync(readFileSync(join(folder, 'a.tgz'))).includes('s3cr3t-value'))
    const inspected = await runCli(['bundle', 'inspect', join(folder, 'a.tgz')])
    assert.match(inspected.stdout, /server_info .* \/server_info/)
    assert.match(inspected.stdout, /redacted: 1 token/)
    assert.equal((await runCli(['bundle', 'redact', join(folder, 'a.tgz'), '--addresses', '-O', join(folder, 'b')])).code, 0)
    assert.deepEqual(readdirSync(folder).sort(), ['a.tgz', 'b'])
    const manifest = JSON.parse((await runCli(['bundle', 'inspect', join(folder, 'b'), '-o', 'json'])).stdout) as { redaction: { addresses: boolean, replaced: { ip: number } } }
    assert.ok(manifest.redaction.addresses && manifest.redaction.replaced.ip > 0)
    for (const name of ['a.tgz', 'b']) {
      const report = JSON.parse((await runCli(['diagnose', join(folder, name), '-o', 'json'])).stdout) as { targets: { samples: number }[] }
      assert.equal(report.targets[0]?.samples, 2)
    }
  })

  it('a place that cannot take it is said before anything is asked of a proxy', async () => {
    const result = await collect('no/such/folder/a.tgz')
    assert.equal(result.code, 2)
    assert.match(result.stderr, /could not be written[^]*does not exist[^]*try:/)
    assert.deepEqual(envoy?.requests, [])
  })

  it('keeps what was collected when it is interrupted, and exits 130', async () => {
    const running = runCli(['collect', envoy?.url ?? '', '--interval', '60', '-O', join(folder, 'a.tgz')], {
      onStart: child => {
        const timer = setInterval(() => {
          if (envoy?.requests.some(request => request.includes('/certs')) !== true) return
          clearInterval(timer)
          setTimeout(() => child.kill('SIGINT'), 200)
        }, 50)
      },
    })
    assert.equal((await running).code, 130)
    assert.match((await runCli(['bundle', 'inspect', join(folder, 'a.tgz')])).stdout, /stats .*\n[^]*interrupted/)
  })

  it('says what is no bundle', async () => {
    const result = await runCli(['bundle', 'inspect', 'package.json'])
    assert.equal(result.code, 2)
    assert.match(result.stderr, /package\.json is not a bundle that can be read\n +why: It is no archive/)
    assert.ok(!existsSync(join(folder, 'a.tgz')))
  })
})
