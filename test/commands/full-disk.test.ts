import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sickHandlers, startFakeEnvoy, type FakeEnvoy, type Handler } from '../fake-envoy.ts'
import { runCli } from '../run-cli.ts'

/** Runs a line of a shell. */
function runShell(line: string, before: readonly [string, ...string[]] | readonly [] = []): Promise<{ code: number | null, stdout: string, stderr: string }> {
  const [command, ...args] = [...before, 'sh', '-c', line.replaceAll('meshmedic ', `"${process.execPath}" bin/run.js `)]
  const child = spawn(command, args, { env: { ...process.env, NO_COLOR: '1' } })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => { output.stdout += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { output.stderr += chunk.toString() })
  return new Promise(resolve => child.on('close', code => resolve({ code, ...output })))
}

/** A name space of its own lets anyone have a small disk, where the kernel allows that. */
const apart = ['unshare', '--map-root-user', '--mount'] as const
const canMount = spawnSync('unshare', ['--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

/** What does not get smaller by compression. */
const noise = (lines: number): string => Array.from({ length: lines }, (_, i) => `cluster.c${i * 7919 % 104_729}.upstream_rq_total: ${i * i % 999_983}\n`).join('')

describe('a disk that is full, a place that cannot be written to', () => {
  let folder = ''
  let envoy: FakeEnvoy | undefined
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'meshmedic-test-')) })
  afterEach(async () => {
    await envoy?.close()
    envoy = undefined
    rmSync(folder, { recursive: true, force: true })
  })
  const start = async (more: Record<string, Handler> = {}): Promise<string> => {
    envoy = await startFakeEnvoy({ ...sickHandlers(), ...more })
    return envoy.url
  }

  it('collect into a folder that nobody can write into is refused before anything is asked', async () => {
    const { code, stderr } = await runCli(['collect', await start(), '--once', '-O', '/proc/a.tgz'])
    assert.equal(code, 2)
    assert.match(stderr, /could not be written[^]*why:[^]*try:/)
    assert.deepEqual(envoy?.requests, [])
  })

  it('what was collected is not lost where its place vanishes meanwhile', async () => {
    const [place, temporary] = [join(folder, 'place'), join(folder, 'tmp')]
    mkdirSync(place)
    mkdirSync(temporary)
    const url = await start({ '/ready': (_request, response) => { rmSync(place, { recursive: true, force: true }); response.end('LIVE\n') } })
    const { code, stderr } = await runCli(['collect', url, '--once', '-O', join(place, 'a.tgz')], { env: { TMPDIR: temporary } })
    assert.equal(code, 2)
    const rescued = /What was collected is not lost: it is in (\S+a\.tgz)/.exec(stderr)?.[1] ?? stderr
    assert.match((await runCli(['bundle', 'inspect', rescued])).stdout, /server_info/)
  })

  it('a bundle that grows over what a file may be is an error in three parts, and leaves nothing', async () => {
    writeFileSync(join(folder, 'stats'), noise(120_000))
    const { code, stderr } = await runShell(`ulimit -f 100; exec meshmedic bundle redact ${folder}/stats -O ${folder}/b.tgz`)
    assert.equal(code, 2)
    assert.match(stderr, /b\.tgz could not be written[^]*why: It is larger than a file may be[^]*try:/)
    assert.deepEqual(readdirSync(folder), ['stats'])
  })

  const small = (command: string): string => `mkdir -p ${folder}/disk && mount -t tmpfs -o size=64k none ${folder}/disk && ${command}; code=$?; ls -A ${folder}/disk; exit $code`
  const onSmallDisk = (title: string, check: () => Promise<void>): void => {
    it(title, async function () {
      if (!canMount) return this.skip()
      await check()
    })
  }

  onSmallDisk('bundle redact onto a full disk is an error in three parts, and leaves nothing', async () => {
    writeFileSync(join(folder, 'stats'), noise(60_000))
    for (const name of ['b.tgz', 'b']) {
      const { code, stdout, stderr } = await runShell(small(`meshmedic bundle redact ${folder}/stats -O ${folder}/disk/${name}`), apart)
      assert.equal(code, 2, stderr)
      assert.match(stderr, /could not be written[^]*why: There is no space left[^]*try:/)
      assert.equal(stdout, '')
    }
  })

  onSmallDisk('collect onto a full disk keeps what it collected elsewhere', async () => {
    mkdirSync(join(folder, 'tmp'))
    const url = await start({ '/stats': (_request, response) => response.end(`server.uptime: 5\n${noise(60_000)}`) })
    const { code, stderr } = await runShell(small(`TMPDIR=${folder}/tmp meshmedic collect ${url} --once -O ${folder}/disk/a.tgz`), apart)
    assert.equal(code, 2, stderr)
    const rescued = /it is in (\S+a\.tgz)/.exec(stderr)?.[1] ?? ''
    assert.ok(existsSync(rescued), stderr)
  })

  onSmallDisk('a temporary folder that is full costs the answers that do not fit into memory, and it is said', async () => {
    const url = await start({ '/stats': (_request, response) => response.end(`server.uptime: 5\n${noise(700_000)}`) })
    const { code, stdout, stderr } = await runShell(small(`TMPDIR=${folder}/disk meshmedic diagnose ${url} --once -o json`), apart)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /no space left for the answer in the temporary folder/)
  })

  onSmallDisk('a report onto a full disk is an error in three parts', async () => {
    const { code, stderr } = await runShell(small(`head -c 65536 /dev/zero > ${folder}/disk/fill; meshmedic diagnose fixtures/healthy-pair -o json=${folder}/disk/r.json`), apart)
    assert.equal(code, 2, stderr)
    assert.match(stderr, /cannot be written to[^]*why:.*no space[^]*try:/)
  })
})
