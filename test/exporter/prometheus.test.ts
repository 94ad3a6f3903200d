import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashSync } from 'bcryptjs'
import { Agent, request } from 'undici'
import { issue, makeAuthority } from '../../lab/certificates.ts'
import { startFakeEnvoy, type FakeEnvoy } from '../fake-envoy.ts'
import { extensionHandlers } from './emulated-extension.ts'

const without = process.env.MESHMEDIC_WITHOUT?.split(',') ?? []
const installed = ['prometheus', 'promtool'].every(tool => spawnSync(tool, ['--version']).status === 0)
const inCi = process.env.CI === 'true'

interface Series { metric: Record<string, string>, value: [number, string] }

/** Starts a program and gives what its output says first that matches. */
function start(command: string, args: readonly string[], ready: RegExp): { child: ChildProcess, found: Promise<RegExpExecArray>, output: () => string } {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  const found = new Promise<RegExpExecArray>((done, fail) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
      const match = ready.exec(output)
      if (match !== null) done(match)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', fail).on('close', code => fail(new Error(`${command} ended with ${code}: ${output.slice(-2000)}`)))
  })
  found.catch(() => undefined)
  return { child, found, output: () => output }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  await new Promise<void>(done => {
    server.close(() => done())
  })
  return port
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await new Promise(done => child.once('close', done))
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const closed = new Promise<number | null>(done => child.once('close', done))
  child.kill('SIGTERM')
  return closed
}

// With CI=true a Prometheus that is missing fails the tests, it never leaves them out.
if (!without.includes('prometheus') && (installed || inCi)) {
  describe('promtool', () => {
    const check = (args: readonly string[], input?: string): void => {
      const { status, stdout, stderr, error } = spawnSync('promtool', args, { encoding: 'utf8', input })
      assert.equal(error, undefined)
      assert.equal(status, 0, `${args.join(' ')}\n${stdout}${stderr}`)
    }
    for (const file of ['alerts.yml', 'recording.yml']) it(`check rules ${file}`, () => check(['check', 'rules', `monitoring/prometheus/${file}`]))
    it('test rules', () => check(['test', 'rules', 'monitoring/prometheus/tests.yml']))
    for (const file of ['prometheus.yml', 'probe-file-sd.yml', 'ecs-cloud-map.yml']) it(`check config ${file}`, () => check(['check', 'config', `monitoring/prometheus/${file}`]))
  })
} else {
  console.log(`left out: promtool and Prometheus (${without.includes('prometheus') ? 'as asked' : 'not installed here; .ci/install-tools does it'})`)
}

if (!without.includes('prometheus') && !without.includes('envoy') && (installed || inCi)) {
  describe('Prometheus before the exporter before real Envoys', function () {
    this.timeout(240_000)
    let folder = ''
    let api = ''
    let emulated: FakeEnvoy
    let exporterUrl = ''
    let authorityPem = ''
    const running: ReturnType<typeof start>[] = []

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'prometheus-'))
      const write = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text)
        return join(folder, name)
      }
      const pair = start('npx', ['tsx', 'test/exporter/live-pair.ts', 'tls/upstream-san-mismatch'], /^\{.*\}$/m)
      const well = start('npx', ['tsx', 'test/exporter/live-pair.ts', 'healthy/mutual-tls'], /^\{.*\}$/m)
      running.push(pair, well)
      emulated = await startFakeEnvoy(extensionHandlers())
      const authority = await makeAuthority('exporter')
      const leaf = await issue(authority, ['localhost'])
      authorityPem = authority.pem
      write('ca.pem', authority.pem)
      write('cert.pem', leaf.chainPem)
      write('key.pem', leaf.keyPem)
      write('web.yml', `tls_server_config: {cert_file: cert.pem, key_file: key.pem}\nbasic_auth_users: {prometheus: "${hashSync('lab', 4)}"}\n`)
      const admins = [pair, well].map(async one => Object.values(JSON.parse((await one.found)[0]) as Record<string, string>))
      write('envoys.json', JSON.stringify([{ targets: [...(await Promise.all(admins)).flat(), emulated.url], labels: { team: 'shop' } }]))
      write('exporter.yml', 'file_sd_configs: [{files: [envoys.json]}]\n')
      const exporter = start(process.execPath, ['bin/run.js', 'exporter', '--config.file', join(folder, 'exporter.yml'), '--web.config.file', join(folder, 'web.yml'), '--web.listen-address', '127.0.0.1:0'], /listening on https:\/\/(\S+)/)
      running.push(exporter)
      const [, place = ''] = await exporter.found
      exporterUrl = `https://localhost:${place.split(':')[1] ?? ''}`
      const client = { scheme: 'https', tls_config: { ca_file: 'ca.pem' }, basic_auth: { username: 'prometheus', password: 'lab' } }
      const { host } = new URL(exporterUrl)
      write('prometheus.yml', JSON.stringify({
        global: { scrape_interval: '3s', scrape_timeout: '3s', evaluation_interval: '2s' },
        rule_files: ['alerts.yml', 'recording.yml'].map(name => resolve('monitoring/prometheus', name)),
        scrape_configs: [
          { job_name: 'meshmedic', ...client, static_configs: [{ targets: [host] }] },
          { job_name: 'probe', ...client, metrics_path: '/probe', static_configs: [{ targets: [emulated.url] }], relabel_configs: [
            { source_labels: ['__address__'], target_label: '__param_target' }, { source_labels: ['__param_target'], target_label: 'target' }, { target_label: '__address__', replacement: host },
          ] },
          { job_name: 'stranger', scheme: 'https', tls_config: { ca_file: 'ca.pem' }, static_configs: [{ targets: [host] }] },
        ],
      }))
      const port = await freePort()
      const prometheus = start('prometheus', ['--config.file', join(folder, 'prometheus.yml'), '--storage.tsdb.path', join(folder, 'data'), '--web.listen-address', `127.0.0.1:${port}`], /Server is ready to receive web requests/)
      running.push(prometheus)
      await prometheus.found
      api = `http://127.0.0.1:${port}/api/v1`
    })

    after(async () => {
      for (const { child } of running.reverse()) {
        child.stdin?.end()
        // The lab stops its Envoys when its input ends.
        if (child.spawnargs.some(arg => arg.includes('live-pair'))) await ended(child)
        else await stop(child)
      }
      await emulated.close()
      rmSync(folder, { recursive: true, force: true })
    })

    const query = async (expression: string): Promise<Series[]> => {
      const reply = await fetch(`${api}/query`, { method: 'POST', body: new URLSearchParams({ query: expression }) })
      const body = await reply.json() as { status: string, error?: string, data: { result: Series[] } }
      assert.equal(body.status, 'success', `${expression}: ${body.error ?? ''}`)
      return body.data.result
    }
    /** Asks until the answer is as wanted, for a minute and a half: rates need several scrapes. */
    async function eventually(expression: string, wanted: (series: Series[]) => boolean = series => series.length > 0): Promise<Series[]> {
      const deadline = Date.now() + 90_000
      let series = await query(expression)
      while (!wanted(series) && Date.now() < deadline) {
        await sleep(1000)
        series = await query(expression)
      }
      assert.ok(wanted(series), `${expression} gave ${JSON.stringify(series).slice(0, 1000)}\n${running.map(one => one.output().slice(-1500)).join('\n---\n')}`)
      return series
    }

    it('scrapes through TLS and basic authentication; a stranger is turned away', async () => {
      await eventually('up{job="meshmedic"} == 1')
      await eventually('up{job="probe"} == 1')
      await eventually('up{job="stranger"} == 0')
    })

    it('sees all five Envoys up, labelled by their file', async () => {
      const series = await eventually('meshmedic_up{job="meshmedic",team="shop"} == 1', found => found.length === 5)
      assert.equal(new Set(series.map(one => one.metric['target'])).size, 5)
    })

    it('sees the fault of the real Envoy as the cause, once there are two scrapes', async () => {
      const [series] = await eventually('meshmedic_causes{rule="tls/upstream-san-mismatch"}')
      assert.equal(series?.metric['severity'], 'critical')
      await eventually('ALERTS{alertname="MeshmedicCriticalCause",rule="tls/upstream-san-mismatch"}')
    })

    it("derives App Mesh's metrics of the real Envoys, and passes on those of the emulated one", async () => {
      await eventually('rate(envoy_appmesh_RequestCountPerTarget{VirtualNode="checkout",TargetVirtualService="payments.shop.local",TargetVirtualNode="payments"}[1m]) > 0')
      await eventually('histogram_quantile(0.5, rate(envoy_appmesh_TargetResponseTime_bucket{VirtualNode="checkout"}[1m])) > 0')
      await eventually('envoy_appmesh_GrpcRequestCount{VirtualNode="emulated"}')
    })

    it('every query of the dashboard has data', async () => {
      const files = readdirSync('monitoring/grafana/dashboards')
      const dashboards = files.map(name => JSON.parse(readFileSync(join('monitoring/grafana/dashboards', name), 'utf8')) as { panels: { title: string, targets?: { expr: string }[] }[] })
      const expressions = dashboards.flatMap(({ panels }) => panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll('$target', '.*').replaceAll('$__rate_interval', '1m'))))
      assert.ok(expressions.length > 30)
      for (const expression of expressions) await eventually(expression)
    })

    it('pages pass `promtool check metrics`', async () => {
      for (const path of ['/metrics', `/probe?target=${emulated.url}`]) {
        const dispatcher = new Agent({ connect: { ca: authorityPem } })
        const reply = await request(`${exporterUrl}${path}`, { dispatcher, headers: { authorization: `Basic ${Buffer.from('prometheus:lab').toString('base64')}` } })
        const page = await reply.body.text()
        await dispatcher.close()
        assert.match(page, /meshmedic_up/)
        const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { encoding: 'utf8', input: page })
        // The extension's names are App Mesh's: they are in camel case, and its counters do not end in _total.
        const complaints = `${stdout}${stderr}`.split('\n').filter(line => line !== '' && !line.startsWith('envoy_appmesh_'))
        assert.deepEqual(complaints, [], `exit code ${String(status)}`)
      }
    })

    it('stops when it is told to, with exit code 0', async () => {
      const exporter = running.find(one => one.child.spawnargs.includes('exporter'))
      assert.ok(exporter !== undefined)
      assert.equal(await stop(exporter.child), 0)
    })
  })
}
