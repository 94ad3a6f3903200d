import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../src/engine/report.ts'
import { sickHandlers, startFakeEnvoy, type FakeEnvoy } from '../fake-envoy.ts'
import { startReceiver } from '../notify/servers.ts'
import { runCli } from '../run-cli.ts'

/** Fails alike in every run: its counters begin anew after two samples. */
function alwaysSick(): ReturnType<typeof sickHandlers> {
  const handlers = sickHandlers()
  const stats = handlers['/stats']
  return { ...handlers, '/stats': (request, response, nth) => stats?.(request, response, nth % 2) }
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'meshmedic-sweep-'))

describe('meshmedic sweep', function () {
  this.timeout(120_000)
  let envoys: FakeEnvoy[] = []
  afterEach(async () => {
    await Promise.all(envoys.map(envoy => envoy.close()))
    envoys = []
  })
  const start = async (handlers = alwaysSick()): Promise<string> => {
    const envoy = await startFakeEnvoy(handlers)
    envoys.push(envoy)
    return envoy.url
  }
  const sweep = (folder: string, ...args: string[]) => runCli(['sweep', '--store', join(folder, 'sweep.db'), '--interval', '1', ...args])

  it('reads a fleet, remembers, tells a webhook once, and says when it is over', async () => {
    const folder = newFolder()
    const hook = await startReceiver()
    const url = await start()
    const config = join(folder, 'sweep.yaml')
    writeFileSync(config, `name: prod\nstatic_configs: [{ targets: ['${url}'] }]\nnotify: [{ webhook: { url: '${hook.url}' }, min_severity: error }]\n`)
    const first = await sweep(folder, '-f', config, '-o', 'json')
    assert.equal(first.code, 1, first.stderr)
    assert.ok((JSON.parse(first.stdout) as Report).findings.some(finding => finding.rule === 'connectivity/upstream-connect-failure'))
    const told = hook.received.length
    assert.ok(told > 0)
    envoys[0]?.requests.splice(0)
    const again = await start()
    writeFileSync(config, readFileSync(config, 'utf8').replace(url, again))
    const history = await runCli(['sweep', 'history', '--store', join(folder, 'sweep.db'), '-o', 'json'])
    assert.deepEqual((JSON.parse(history.stdout) as { id: number, scope: string, exit: number }[]).map(run => [run.id, run.scope, run.exit]), [[1, 'prod', 1]])
    assert.equal((await sweep(folder, '-f', config)).code, 1)
    assert.equal(hook.received.length, told, 'the same finding at the same endpoint, though another address, is not told again')
    const healthy = await start(sickHandlers(0))
    writeFileSync(config, readFileSync(config, 'utf8').replace(again, healthy))
    await sweep(folder, '-f', config)
    const diff = await runCli(['sweep', 'diff', '--store', join(folder, 'sweep.db')])
    assert.equal(diff.code, 0)
    await hook.close()
  })

  it('prints the plan and reads nothing', async () => {
    const folder = newFolder()
    const url = await start()
    const { code, stdout } = await sweep(folder, url, '--plan')
    assert.deepEqual([code, envoys[0]?.requests, existsSync(join(folder, 'sweep.db'))], [0, [], false])
    assert.match(stdout, /GET from each of 1 Envoy/)
    assert.match(stdout, new RegExp(url))
  })

  it('ends with 4 where nobody answers; where half do, it says which do not and why', async () => {
    const folder = newFolder()
    const nobody = await sweep(folder, 'http://127.0.0.1:1', 'http://127.0.0.1:2', '-o', 'json')
    assert.equal(nobody.code, 4)
    const half = await sweep(folder, await start(), 'http://127.0.0.1:1', '-o', 'json')
    assert.equal(half.code, 1)
    assert.deepEqual((JSON.parse(half.stdout) as Report).targets.filter(target => target.kind === 'unreachable').map(target => [target.id, /refused/.test(target.unreachable ?? '')]), [['http://127.0.0.1:1', true]])
    assert.match((await runCli(['sweep', 'show', '--store', join(folder, 'sweep.db')])).stdout, /Not reached[^]*127\.0\.0\.1:1 {2}.*refused/)
  })

  it('is not held up by an Envoy that hangs for ever', async () => {
    const hanging = await start({ '*': () => undefined })
    const started = Date.now()
    const { code, stdout } = await sweep(newFolder(), hanging, await start(), '--target-timeout', '3', '-o', 'json')
    assert.equal(code, 1)
    assert.ok(Date.now() - started < 60_000)
    assert.match((JSON.parse(stdout) as Report).targets.find(target => target.kind === 'unreachable')?.unreachable ?? '', /no complete answer/)
  })

  it('does not resolve what it could not check', async () => {
    const folder = newFolder()
    const url = await start()
    await sweep(folder, url)
    await envoys[0]?.close()
    assert.equal((await sweep(folder, url)).code, 4)
    const { stdout } = await runCli(['sweep', 'export', '--store', join(folder, 'sweep.db')])
    const states = stdout.trim().split('\n').map(line => JSON.parse(line) as { rule: string, state: string })
    assert.deepEqual(states.filter(one => one.rule === 'connectivity/upstream-connect-failure').map(one => one.state), ['uncertain'])
    assert.deepEqual(states.filter(one => one.state === 'resolved' || one.state === 'gone'), [])
  })

  it('counts only what is new with --fail-on-new, and nothing that is suppressed', async () => {
    const folder = newFolder()
    const url = await start()
    assert.equal((await sweep(folder, url, '--fail-on-new')).code, 1, 'at first all is new')
    assert.equal((await sweep(folder, url, '--fail-on-new')).code, 0)
    assert.equal((await sweep(folder, url)).code, 1)
    const { findings } = JSON.parse((await sweep(folder, url, '-o', 'json')).stdout) as Report
    const rules = [...new Set(findings.map(finding => finding.rule))]
    writeFileSync(join(folder, 'sweep.yaml'), `suppressions:\n${rules.map(rule => `  - { rule: '${rule}', reason: known, owner: ana, expires: 2099-12-31 }\n`).join('')}  - { rule: a/b, reason: old, owner: ana, expires: 2020-01-01 }\n`)
    const muted = await sweep(folder, url, '-f', join(folder, 'sweep.yaml'), '-o', 'json')
    assert.equal(muted.code, 0, muted.stderr)
    assert.ok((JSON.parse(muted.stdout) as Report).problems.some(problem => /expired on 2020-01-01/.test(problem.message)))
  })

  it('goes on where it was killed: nothing finished is lost, nothing is read twice, nothing is doubled', async () => {
    const folder = newFolder()
    const bundles = join(folder, 'bundles')
    const fixtures = readdirSync('fixtures').filter(name => name.startsWith('healthy-')).slice(0, 6)
    for (const name of [...fixtures, 'tls-upstream-san-mismatch']) cpSync(join('fixtures', name), join(bundles, name), { recursive: true })
    const store = join(folder, 'sweep.db')
    const whole = JSON.parse((await runCli(['sweep', bundles, '--store', join(folder, 'other.db'), '-o', 'json'])).stdout) as Report
    // More points with SWEEP_KILLS=100.
    const kills = Number(process.env.SWEEP_KILLS ?? 5)
    let runs = 0
    for (let kill = 0; kill < kills; kill++) {
      const child = spawn(process.execPath, ['bin/run.js', 'sweep', bundles, '--store', store, '--concurrency', '1', ...kill === 0 ? [] : ['--resume']], { stdio: 'ignore' })
      const exited = once(child, 'exit')
      setTimeout(() => child.kill('SIGKILL'), 300 + 1700 * ((kill * 0.618) % 1))
      await exited
      if (existsSync(store)) runs = (JSON.parse((await runCli(['sweep', 'history', '--store', store, '-o', 'json'])).stdout) as unknown[]).length
    }
    let last = await runCli(['sweep', bundles, '--store', store, '--resume', '-o', 'json'])
    // Where a run came to its end before it was killed there is nothing to resume.
    if (last.code === 2) last = await runCli(['sweep', bundles, '--store', store, '-o', 'json'])
    const report = JSON.parse(last.stdout) as Report
    assert.deepEqual({ ...report, problems: [] }, { ...whole, problems: [] })
    const lines = (await runCli(['sweep', 'export', '--store', store])).stdout.trim().split('\n').map(line => (JSON.parse(line) as { fingerprint: string }).fingerprint)
    assert.equal(new Set(lines).size, lines.length)
    const expectedFindings = new Set(whole.findings.filter(finding => finding.severity !== 'info').map(finding => finding.fingerprint))
    assert.deepEqual(new Set(lines), expectedFindings)
    assert.deepEqual(readdirSync(folder).filter(name => name.includes('.run-')), [], `${runs} runs`)
  })

  it('keeps what it has at an interruption, ends with 130, and resumes', async () => {
    const folder = newFolder()
    const urls = [await start(), await start({ '*': () => undefined })]
    const first = await runCli(['sweep', '--store', join(folder, 'sweep.db'), '--once', ...urls], { onStart: child => {
      // As soon as the first one is kept.
      const journal = join(folder, 'sweep.db.run-1')
      const timer = setInterval(() => {
        if (!existsSync(journal) || statSync(journal).size === 0) return
        clearInterval(timer)
        child.kill('SIGINT')
      }, 50)
      child.on('close', () => clearInterval(timer))
    } })
    assert.equal(first.code, 130, first.stderr)
    assert.match(first.stderr, /run 1 was interrupted after 1 of 2 targets; --resume goes on/)
    const requests = envoys[0]?.requests.length
    const second = await runCli(['sweep', '--store', join(folder, 'sweep.db'), '--once', '--resume', '--target-timeout', '2', ...urls, '-o', 'json'])
    assert.equal((JSON.parse(second.stdout) as Report).targets.length, 2)
    assert.equal(envoys[0]?.requests.length, requests, 'what was finished is not read again')
    assert.equal((await runCli(['sweep', '--store', join(folder, 'sweep.db'), '--once', '--resume', ...urls])).code, 2)
  })

  it('writes several formats in one run', async () => {
    const folder = newFolder()
    const file = (name: string): string => join(folder, name)
    const { code, stdout } = await sweep(folder, await start(), '-o', 'github', '-o', `sarif=${file('s')}`, '-o', `junit=${file('j')}`, '-o', `openmetrics=${file('m')}`, '-o', `summary=${file('t')}`)
    assert.equal(code, 1)
    assert.match(stdout, /^::error /)
    assert.match(readFileSync(file('j'), 'utf8'), /<testcase [^>]*time="0"\/>/, 'rules that are clear pass')
    for (const name of ['s', 'm', 't']) assert.ok(readFileSync(file(name), 'utf8').length > 100)
  })

  it('runs on a schedule until it is stopped, and reloads', async () => {
    const folder = newFolder()
    const config = join(folder, 'sweep.yaml')
    writeFileSync(config, `static_configs: [{ targets: ['${await start()}'] }]\n`)
    let stderr = ''
    let metrics = ''
    let stopped = false
    const { code } = await runCli(['sweep', '-f', config, '--store', join(folder, 'sweep.db'), '--once', '--every', '1s', '--listen', '127.0.0.1:0', '-o', 'summary'], { onStart: child => {
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk.toString()
        const port = /on port (\d+)/.exec(stderr)?.[1]
        if (/run 3: 1\/1 done/.test(stderr) && metrics === '') {
          metrics = 'asked'
          writeFileSync(config, 'nonsense: 1\n')
          child.kill('SIGHUP')
          void fetch(`http://127.0.0.1:${port ?? ''}/metrics`).then(async response => { metrics = await response.text() })
        }
        // A second signal would end it at once.
        if (!stopped && /not reloaded/.test(stderr) && /run 5: 1\/1 done/.test(stderr)) stopped = child.kill('SIGTERM')
      })
    } })
    assert.equal(code, 0, stderr)
    assert.match(stderr, /sweep\.yaml:1:1/)
    assert.match(metrics, /meshmedic_sweep_runs_total \d/)
  })

  const wrong: readonly { args: string[], what: RegExp }[] = [
    { args: [], what: /nothing to sweep/ },
    { args: ['nowhere'], what: /cannot be opened/ },
    { args: ['-f', 'nowhere.yaml'], what: /configuration nowhere\.yaml cannot be read/ },
    { args: ['http://127.0.0.1:1', '--cron', 'nonsense'], what: /no schedule/ },
    { args: ['http://127.0.0.1:1', '--keep', 'ninety'], what: /is no time/ },
    { args: ['http://127.0.0.1:1', '--resume'], what: /no run to resume/ },
    { args: ['http://127.0.0.1:1', '--baseline', '77'], what: /no finished run 77/ },
    { args: ['http://127.0.0.1:1', '-o', 'nonsense'], what: /no output format/ },
    { args: ['http://127.0.0.1:1', '--every', '5m', '--cron', '* * * * *'], what: /cannot also be provided/ },
  ]
  for (const { args, what } of wrong) {
    it(`ends with 2 and says what, why and what to try: ${args.join(' ')}`, async () => {
      const { code, stderr } = await sweep(newFolder(), ...args)
      assert.equal(code, 2)
      assert.match(stderr, what)
      assert.match(stderr, /why: [^]*try: /)
    })
  }
})
